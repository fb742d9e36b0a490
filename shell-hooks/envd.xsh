# envd's hook for xonsh, at the end of ~/.xonshrc:
#	exec(__import__('subprocess').check_output(
#		['envd', 'hook', 'xonsh'], env=${...}.detype()))
# not with $(), which may lose the end of it on a busy machine.
#
# Before each prompt, is_fresh() says whether the last answer still holds. Only
# when it does not, the client is run; what it prints is data, which is read by
# ast.literal_eval. Comments are left out of what `envd hook` prints.
#
# All is in a string for Python, as xonsh's own parser is slower by far and takes
# some lines of Python for commands; with none of the user's own names in sight.

exec(r"""
def __envd_load(xsh):
	import ast
	import contextlib
	import os
	import signal
	import subprocess
	import sys

	from xonsh.tools import EnvPath

	client = os.fsdecode(@CLIENT@)
	env = xsh.env

	# An entry of a list as it is: xonsh expands $NAME and ~ in each when the list
	# is used, and this is what it looks for them with.
	class Entry(str):
		def __contains__(self, part):
			return part != '$' and str.__contains__(self, part)

		def partition(self, sep):
			return (self, '', '') if sep == '=' else str.partition(self, sep)

	# A variable that xonsh has as a list, such as PATH. What was there stays the
	# user's own, such as a '~/bin'.
	def as_list(old, value):
		known = dict(zip(old, old._l)) if isinstance(old, EnvPath) else {}
		entries = value.split(os.pathsep) if value else []
		for entry in entries:
			if '$' in entry or '~' in entry:
				known.setdefault(entry, Entry(entry))
		return EnvPath([known.get(entry, entry) for entry in entries])

	# Meanwhile Ctrl-C does nothing. (No thread but the main one would hear it.)
	@contextlib.contextmanager
	def deaf():
		old = None
		try:
			old = signal.signal(signal.SIGINT, lambda *args: None)
		except ValueError:
			pass
		try:
			yield
		finally:
			if old is not None:
				signal.signal(signal.SIGINT, old)

	# Formats what it is given, and the prompt with our field in front, unless that
	# shows the environment by itself.
	class Formatter:
		def __init__(self, inner):
			self.inner = inner

		def __getattr__(self, name):
			return getattr(self.inner, name)

		def __call__(self, template=None, *args, **kwargs):
			if template is None:
				return self.inner(*args, **kwargs)
			if envd.label and template is env.get('PROMPT'):
				try:
					text = template() if callable(template) else template
					template = text if '{env_name' in text else '{envd}' + text
				except Exception:
					pass
			return self.inner(template, *args, **kwargs)

	class Envd:
		def __init__(self):
			self.n = 0
			self.uses = 0
			self.settings = {}
			self.env_name = None
			self.field = None
			self.label = ''
			self.fresh = None
			self.values = None
			self.alias = None
			self.path = None
			self.is_prompted = False

		# A variable as programs get it; None: not set.
		def text(self, name):
			value = env.get(name)
			detyper = env.get_detyper(name)
			return None if value is None or detyper is None else detyper(value)

		def is_fresh(self):
			if self.fresh is None:
				return False
			pid, directory, stamp, names, entries = self.fresh
			try:
				if os.getpid() != pid or env['PWD'] != directory:
					return False
				if not os.path.samefile('.', directory):
					return False
				if not os.path.exists(stamp):
					return False
				if [self.text(name) for name in names] != self.values:
					return False
				if not all(self.holds(*entry) for entry in entries):
					return False
			except OSError:
				return False
			if self.uses:
				self.uses -= 1
				if self.uses == 0:
					self.fresh = None
			return True

		def holds(self, kind, path, other):
			if kind == 'same':
				return os.stat(path).st_mtime_ns == other
			if kind == 'link':
				return os.path.samefile(path, other)
			return os.path.exists(path) == (kind == 'present')

		# Runs the client; what it printed, or nothing. It is not in the terminal's
		# foreground, so Ctrl-C and Ctrl-Z are ours alone.
		def run(self, why):
			words = ['prompt', 'xonsh', why, str(os.getpid()), str(self.n), env['PWD'],
				self.settings.get('deadline', '0'), self.settings.get('tries', '0'),
				'1' if '_OLD_VIRTUAL_PATH' in env else '0']
			with deaf():
				process = subprocess.Popen([client] + words, env=env.detype(),
					start_new_session=True, stdin=subprocess.DEVNULL,
					stdout=subprocess.PIPE)
			try:
				text = process.stdout.read()
			except BaseException:
				process.kill()
				raise
			finally:
				process.stdout.close()
				process.wait()
			return text if process.returncode == 0 else b''

		# Asks what should be active: why is prompt, on, off, leave or deactivate. Not
		# fresh until the last line of a whole answer says so. Silent when we are no
		# longer installed; Ctrl-C is not worth a prompt.
		def ask(self, why):
			self.fresh = None
			self.n += 1
			self.settings['status'] = '1'
			try:
				text = self.run(why)
				if text.endswith(b'#envd %d' % self.n):
					text = text.decode('ascii')
					self.apply(ast.literal_eval('[' + text + '\n]'))
			except (Exception, KeyboardInterrupt):
				pass

		# Whole, or not at all.
		def apply(self, edits):
			with deaf():
				for edit in edits:
					getattr(self, 'do_' + edit[0])(*edit[1:])
				self.alias_deactivate()

		def do_set(self, name, value):
			old = env.get(name)
			env[name] = value = os.fsdecode(value)
			if isinstance(env[name], EnvPath):
				env[name] = as_list(old, value)

		# What a project asks for, unless the user has a number, or a list, there.
		def do_put(self, name, value):
			is_set = env.is_manually_set(name)
			if is_set and not isinstance(env[name], (str, EnvPath)):
				sys.stderr.write("envd: " + name +
					" is the shell's own and left alone\n")
			else:
				self.do_set(name, value)

		def do_unset(self, name):
			if env.is_manually_set(name):
				del env[name]

		def do_assign(self, name, value):
			self.settings[name[len('__envd_'):]] = os.fsdecode(value)
			self.label = self.settings.get('label', '')

		def do_fresh(self, pid, directory, stamp, uses, names, entries):
			self.uses = uses
			self.values = [self.text(name) for name in names]
			self.fresh = (pid, os.fsdecode(directory), stamp, names, entries)

		# People know `deactivate`. It is there while an environment of ours is on,
		# unless they have one of their own.
		def alias_deactivate(self):
			aliases = xsh.aliases
			if self.settings.get('on'):
				if 'deactivate' not in aliases:
					aliases['deactivate'] = self.deactivate
					self.alias = aliases['deactivate']
			elif self.alias is not None and '_OLD_VIRTUAL_PATH' not in env:
				if 'deactivate' in aliases and aliases['deactivate'] is self.alias:
					del aliases['deactivate']
				self.alias = None

		def deactivate(self, args):
			self.ask('leave' if args == ['nondestructive'] else 'deactivate')

		deactivate.__xonsh_threadable__ = False

		# `envd` is a program, and no function of ours: xonsh runs that in a thread,
		# and at times ends when such a one writes. Only `envd on` becomes one, which
		# is not run in a thread, before it is run.
		def before_command(self, spec):
			if spec.cmd[0] == client and spec.cmd[1:] in (['on'], ['off']):
				spec.alias = self.switch
				spec.cmd = spec.cmd[1:]
				spec.resolve_alias_cls()

		def switch(self, args):
			self.ask(args[0])
			return int(self.settings['status'])

		switch.__xonsh_threadable__ = False

		def shown(self):
			always = self.settings.get('always')
			if env.get('VIRTUAL_ENV_DISABLE_PROMPT') and not always:
				return ''
			return self.label.replace('{', '{{').replace('}', '}}')

		# Others may have put their own in the place of ours. What a field's function
		# says may be shown a prompt late ($ENABLE_ASYNC_PROMPT), so these are
		# strings; env_name is the field of xonsh's own prompts.
		def show(self):
			shell = xsh.shell.shell
			if not isinstance(shell.prompt_formatter, Formatter):
				shell.prompt_formatter = Formatter(shell.prompt_formatter)
			fields = env['PROMPT_FIELDS']
			fields['envd'] = self.shown()
			name = fields.get('env_name')
			if (getattr(name, '__module__', '') or '').startswith('xonsh.'):
				self.env_name = name
			elif self.env_name is None or name is not self.field:
				return
			self.field = fields['envd']
			is_on = self.settings.get('on')
			fields['env_name'] = self.field if is_on else self.env_name

		def prompt(self):
			try:
				if not self.is_fresh():
					self.ask('prompt')
				self.show()
			except Exception:
				pass
			self.path = self.text('PATH')
			self.is_prompted = True

		# Others change PATH behind us before a prompt, and lines that were typed
		# while a command ran have no prompt.
		def before_line(self):
			if not self.is_prompted or self.text('PATH') != self.path:
				self.prompt()
			self.is_prompted = False

	envd = xsh.ctx.get('__envd')
	if envd is None:
		envd = xsh.ctx['__envd'] = Envd()
		xsh.aliases['envd'] = [Entry(client)]
		getattr(xsh.builtins.events, 'on_pre_spec_run_' + os.path.basename(client))(
			lambda spec, **kwargs: envd.before_command(spec))
		xsh.builtins.events.on_pre_prompt_format(lambda **kwargs: envd.prompt())
		xsh.builtins.events.on_precommand(lambda **kwargs: envd.before_line())
	envd.fresh = None

if __xonsh__.env.get('XONSH_INTERACTIVE'):
	__envd_load(__xonsh__)
""", {})
