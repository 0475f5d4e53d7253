# bash completion for gwctl: made by "gwctl completion bash"

_gwctl() {
    local IFS=$' \t\n'
    local -a words=()
    local i piece glue=
    for ((i = 1; i <= COMP_CWORD; i++)); do
        piece=${COMP_WORDS[i]}
        if [[ $piece == [=:]* && ${#words[@]} -gt 0 ]]; then
            words[${#words[@]}-1]+=$piece
            glue=1
        elif [[ -n $glue ]]; then
            words[${#words[@]}-1]+=$piece
            glue=
        else
            words+=("$piece")
        fi
    done

    local whole=${words[${#words[@]}-1]} current=${COMP_WORDS[COMP_CWORD]}
    [[ $current == [=:] ]] && current=
    local prefix=${whole%"$current"}

    local program=${COMP_WORDS[0]/#\~/$HOME}
    local line how= word
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ $line == :* ]]; then
            how=" ${line#:} "
        else
            word=${line%%$'\t'*}
            COMPREPLY+=("${word#"$prefix"}")
        fi
    done < <("$program" __complete "${words[@]}" 2>/dev/null </dev/null)

    case $how in
        *' any '* | *' yaml '*) _gwctl_option default || _gwctl_paths -f "$current" ;;
        *' directory '*) _gwctl_option dirnames || _gwctl_paths -d "$current" ;;
        *' unfinished '*) _gwctl_option nospace ;;
        *' ordered '*) _gwctl_option nosort ;;
    esac
    return 0
}

# For a bash without compopt (3.2, macOS).
_gwctl_paths() {
    local path
    while IFS= read -r path; do
        COMPREPLY+=("$path")
    done < <(compgen "$1" -- "$2")
}

_gwctl_option() {
    compopt -o "$1" 2>/dev/null
}

complete -F _gwctl gwctl
