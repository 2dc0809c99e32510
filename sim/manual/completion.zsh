# What `gilsim help zsh` ends with: before it stand the names, and a function of each command.

_gilsim_scenario()
{
    _alternative "scenarios:shipped scenario:($_gilsim_scenarios)" 'files:scenario file:_files -g "*.ini(-.)"'
}

_gilsim_scenario_or_folder()
{
    _alternative 'scenarios:scenario:_gilsim_scenario' 'folders:folder:_files -/'
}

_gilsim()
{
    local curcontext=$curcontext state line
    typeset -A opt_args
    if ((CURRENT > 2)) && (($+functions[_gilsim_command_$words[2]])); then
        shift words
        ((CURRENT--))
        _gilsim_command_$words[1]
    elif ((CURRENT > 2)) || [[ $words[CURRENT] == -* ]]; then # a file: run it
        _gilsim_command_run
    else
        _describe -t commands command _gilsim_commands
        _gilsim_scenario
    fi
}

_gilsim "$@"
