# Times prompts inside one bash: prints "NAME NANOSECONDS", one sample a line.
# Arguments: the client, a project, a directory without one, the number.
client=$1 project=$2 elsewhere=$3 n=$4
eval "$("$client" hook bash)"
__envd_install
PS1='$ '

# What bash does before each prompt.
prompt() {
	local command
	for command in "${PROMPT_COMMAND[@]}"; do
		eval "$command"
	done
}
naive() {	# a hook that looks for .venv upwards, as a floor of that kind
	local dir=$PWD
	while [[ -n $dir && ! -e $dir/.venv ]]; do
		dir=${dir%/*}
	done
}
sample() {	# NAME COMMAND...
	local name=$1 start end
	shift
	start=${EPOCHREALTIME/[.,]/}
	"$@"
	end=${EPOCHREALTIME/[.,]/}
	printf '%s %d\n' "$name" $(((end - start) * 1000))
}
times_10() {	# one call is near the clock's own grain
	local i
	for i in 1 2 3 4 5 6 7 8 9 10; do "$@"; done
}
cd_prompt() {
	cd "$1" && prompt
}
true_floor() {
	x=$(/bin/true)
}

cd "$project" && prompt && sleep 0.1 && prompt
for ((i = 0; i < n; i++)); do
	sample true true_floor
	sample idle-x10 times_10 prompt
	sample naive-x10 times_10 naive
	sample cd-out cd_prompt "$elsewhere"
	sample cd-in cd_prompt "$project"
done
