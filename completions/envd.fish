# fish completion for envd(1). The words are fixed; nothing that comes from a
# file or a name is ever evaluated.

complete -c envd -e
complete -c envd -f
complete -c envd -n __fish_use_subcommand -l help -d 'list the commands'
complete -c envd -n __fish_use_subcommand -l version -d 'print the version'

complete -c envd -n __fish_use_subcommand -a create -d 'create an environment, trusted and active'
complete -c envd -n __fish_use_subcommand -a ls -d 'list the environments that envd knows'
complete -c envd -n __fish_use_subcommand -a status -d 'what is active here and why'
complete -c envd -n __fish_use_subcommand -a why -d 'explain what is activated in a directory'
complete -c envd -n __fish_use_subcommand -a allow \
	-d 'trust this environment and activate it from now on'
complete -c envd -n __fish_use_subcommand -a deny -d 'never activate this environment'
complete -c envd -n __fish_use_subcommand -a trust \
	-d 'list what you allowed and denied, or forget it'
complete -c envd -n __fish_use_subcommand -a on -d 'activate again after off or deactivate'
complete -c envd -n __fish_use_subcommand -a off -d 'deactivate until this shell leaves the project'
complete -c envd -n __fish_use_subcommand -a exec -d 'run a program in this environment'
complete -c envd -n __fish_use_subcommand -a export \
	-d 'print this environment\'s variables, for a script'
complete -c envd -n __fish_use_subcommand -a hook -d 'print the hook for a shell\'s start-up file'
complete -c envd -n __fish_use_subcommand -a daemon -d 'start or stop the daemon'

complete -c envd -n 'not __fish_use_subcommand' -l help -d 'say more about this command'
complete -c envd -n '__fish_seen_subcommand_from create' -l python -rF \
	-d 'the Python to create it with'
complete -c envd -n '__fish_seen_subcommand_from create' -l prompt -x -d 'the label in the prompt'
complete -c envd -n '__fish_seen_subcommand_from ls' -l json -d 'for programs: one array'
complete -c envd -n '__fish_seen_subcommand_from allow' -l tree \
	-d 'all your environments below the directory'
complete -c envd -n '__fish_seen_subcommand_from allow' -l yes -d 'ask no question'
complete -c envd -n '__fish_seen_subcommand_from allow' -l trust-owner -x \
	-d 'trust it although it is theirs' \
	-a '(__fish_complete_users)'
complete -c envd -n '__fish_seen_subcommand_from trust' -l json -d 'for programs: one array'
complete -c envd -n '__fish_seen_subcommand_from trust' -l gone \
	-d 'what is about environments that no longer exist'
complete -c envd -n '__fish_seen_subcommand_from trust' -l yes -d 'ask no question'
complete -c envd -n '__fish_seen_subcommand_from trust' -a 'ls forget'
complete -c envd -n '__fish_seen_subcommand_from create why allow deny trust' \
	-a '(__fish_complete_directories)'
complete -c envd -n '__fish_seen_subcommand_from exec export' -s C -x -d 'in this directory' \
	-a '(__fish_complete_directories)'
complete -c envd -n '__fish_seen_subcommand_from exec' \
	-a '(__fish_complete_subcommand --fcs-skip=2)'
complete -c envd -n '__fish_seen_subcommand_from export' -l json -d 'one JSON object'
complete -c envd -n '__fish_seen_subcommand_from export' -l dotenv -d 'lines of NAME=value'
complete -c envd -n '__fish_seen_subcommand_from export' \
	-a 'sh bash zsh fish pwsh xonsh elvish nu tcsh'
complete -c envd -n '__fish_seen_subcommand_from hook' -a 'bash zsh fish pwsh xonsh elvish nu tcsh'
complete -c envd -n '__fish_seen_subcommand_from daemon' -a 'start stop restart status'
