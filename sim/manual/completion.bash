# What `gilsim help bash` ends with: before it stand the names, and a function of each command.
#
# shellcheck shell=bash disable=SC2034,SC2154,SC2207

# Adds what the command that follows prints, a line each.
_gilsim_add()
{
    local IFS=$'\n'
    COMPREPLY+=($("$@" 2>/dev/null))
}

_gilsim_add_words()
{
    local words=$1 current=$2
    _gilsim_add compgen -W "${words// /$'\n'}" -- "$current"
}

# Words, @scenario, @folder or @file.
_gilsim_add_kind()
{
    local kind current=$2
    for kind in $1; do
        [[ $kind == @* ]] && compopt -o filenames 2>/dev/null # quotes them, and puts / behind folders
        case $kind in
        @scenario)
            _gilsim_add_words "$_gilsim_scenarios" "$current"
            _gilsim_add compgen -f -X '!*.ini' -- "$current"
            _gilsim_add compgen -d -- "$current" ;;
        @folder) _gilsim_add compgen -d -- "$current" ;;
        @file) _gilsim_add compgen -f -- "$current" ;;
        *) _gilsim_add_words "$kind" "$current" ;;
        esac
    done
}

_gilsim()
{
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    local command=${COMP_WORDS[1]} first=2 at=0 word i head='' assigned=''
    local options value list
    local -a arguments
    COMPREPLY=()
    if [[ $current == = ]]; then # bash takes --policy=a for three words
        current='' assigned=yes
    elif [[ $previous == = ]]; then
        previous=${COMP_WORDS[COMP_CWORD - 2]} assigned=yes
    fi
    if ((COMP_CWORD == 1)) && [[ $current != -* ]]; then
        _gilsim_add_words "$_gilsim_commands" "$current"
    fi
    if [[ -z $command || " $_gilsim_commands " != *" $command "* ]]; then # a file: run it
        command=run first=1
    fi
    value='' list=''
    "_gilsim_$command" "$previous"
    if [[ -n $list ]]; then
        [[ $current == *,* ]] && head=${current%,*},
        _gilsim_add compgen -P "$head" -W "${list// /$'\n'}" -- "${current##*,}"
        compopt -o nospace 2>/dev/null
        return
    elif [[ -n $value ]]; then
        [[ $value == - ]] || _gilsim_add_kind "$value" "$current"
        [[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace 2>/dev/null
        return
    elif [[ $current == -* ]]; then
        _gilsim_add_words "$options" "$current"
        return
    elif [[ -n $assigned ]]; then # --set key=...
        return
    fi
    for ((i = first; i < COMP_CWORD; i++)); do # which argument is it?
        word=${COMP_WORDS[i]}
        value='' list=''
        "_gilsim_$command" "$word"
        if [[ -n $value$list ]]; then
            [[ ${COMP_WORDS[i + 1]} == = ]] && ((i++))
            ((i++))
        elif [[ $word != -* ]]; then
            ((at++))
        fi
    done
    ((at >= ${#arguments[@]} && ${#arguments[@]} > 0)) && [[ ${arguments[-1]} == *@more ]] && at=-1
    ((at < ${#arguments[@]})) && _gilsim_add_kind "${arguments[at]%@more}" "$current"
}

complete -F _gilsim gilsim
