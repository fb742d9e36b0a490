# fish completion for envd(1). The words are fixed; nothing that comes from a
# file or a name is ever evaluated.

complete -c envd -e
complete -c envd -f
complete -c envd -n __fish_use_subcommand -l help -d 'say what there is'
complete -c envd -n __fish_use_subcommand -l version -d 'print the version'

complete -c envd -n __fish_use_subcommand -a create -d 'make an environment and have it on'
complete -c envd -n __fish_use_subcommand -a ls -d 'list every known environment'
complete -c envd -n __fish_use_subcommand -a status -d 'what is on here and why'
complete -c envd -n __fish_use_subcommand -a why -d 'each step of the decision for a directory'
complete -c envd -n __fish_use_subcommand -a allow -d 'have the environment here on from now on'
complete -c envd -n __fish_use_subcommand -a deny -d 'never have the environment here on'
complete -c envd -n __fish_use_subcommand -a trust -d 'what was decided: list it, take it back'
complete -c envd -n __fish_use_subcommand -a on -d 'back to automatic in this shell'
complete -c envd -n __fish_use_subcommand -a off -d 'nothing on until the shell leaves this tree'
complete -c envd -n __fish_use_subcommand -a exec -d 'run a program with the environment here on'
complete -c envd -n __fish_use_subcommand -a export -d 'print the variables, for a script'
complete -c envd -n __fish_use_subcommand -a hook -d 'print a shell\'s hook'
complete -c envd -n __fish_use_subcommand -a daemon -d 'start, stop or look at the daemon'

complete -c envd -n 'not __fish_use_subcommand' -l help -d 'say more'
complete -c envd -n '__fish_seen_subcommand_from create' -l python -rF \
	-d 'the Python to make it from'
complete -c envd -n '__fish_seen_subcommand_from create' -l prompt -x -d 'the label in the prompt'
complete -c envd -n '__fish_seen_subcommand_from ls' -l json -d 'for programs: one array'
complete -c envd -n '__fish_seen_subcommand_from allow' -l tree \
	-d 'all that is yours below the directory'
complete -c envd -n '__fish_seen_subcommand_from allow' -l yes -d 'ask nothing'
complete -c envd -n '__fish_seen_subcommand_from allow' -l trust-owner -x -d 'it is this user\'s' \
	-a '(__fish_complete_users)'
complete -c envd -n '__fish_seen_subcommand_from trust' -l json -d 'for programs: one array'
complete -c envd -n '__fish_seen_subcommand_from trust' -l gone -d 'what is no longer there'
complete -c envd -n '__fish_seen_subcommand_from trust' -l yes -d 'ask nothing'
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
