# fish completion for gwctl: made by "gwctl completion fish"

function __gwctl_complete
    set -l typed (commandline -opc)
    set -l current (commandline -ct)
    set -l program (string replace -r '^~' $HOME -- $typed[1])
    set -l lines ($program __complete $typed[2..-1] "$current" 2>/dev/null </dev/null)
    test (count $lines) -gt 0; or return
    set -l how (string split ' ' -- (string sub -s 2 -- $lines[-1]))
    for line in $lines[1..-2]
        echo $line
    end

    set -l parts (string match -r '^(--[^=]*=)(.*)$' -- $current)
    set -l prefix $parts[2]
    set -l path $current
    set -q parts[3]; and set path $parts[3]
    if contains -- directory $how
        string replace -r '^' -- "$prefix" (__fish_complete_directories $path '')
    else if contains -- any $how; or contains -- yaml $how
        string replace -r '^' -- "$prefix" (__fish_complete_path $path)
    end
end

complete -c gwctl -f -k -a '(__gwctl_complete)'
