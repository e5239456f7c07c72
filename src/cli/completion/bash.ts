import type { NamedCommand } from '../kit/grammar/find-command.ts'
import { shellTables } from './shell-tables.ts'

/** The tables are functions, because macOS's bash 3.2 lacks associative arrays. */
const MAIN = `_csrlab() {
  local word path='' last='' ended='' offer i cur="\${COMP_WORDS[COMP_CWORD]}"
  # bash splits --option=value at the =
  [[ $cur == = ]] && cur=''
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    if [[ $word == = ]]; then continue
    elif [[ -n $last ]]; then last=''
    elif [[ $word == -- ]]; then ended=$i && break
    elif [[ $word == -* ]]; then
      [[ -n $(__csrlab_value "$path" "$word") ]] && last=$word
    elif [[ " $(__csrlab_commands "$path") " == *" $word "* ]]; then
      path="\${path:+$path }$word"
    fi
  done
  if [[ -n $ended ]]; then
    [[ $(__csrlab_words "$path") == '<line>' ]] || return
    if ((ended == COMP_CWORD - 1)); then COMPREPLY=($(compgen -c -- "$cur"))
    else compopt -o default 2>/dev/null; fi
    return
  fi
  if [[ -n $last ]]; then offer=$(__csrlab_value "$path" "$last")
  elif [[ $cur == -* ]]; then offer=$(__csrlab_options "$path")
  else offer="$(__csrlab_commands "$path") $(__csrlab_words "$path")"; fi
  case $offer in
  *'<file>'*) compopt -o default 2>/dev/null ;;
  *'<folder>'*) compopt -o dirnames 2>/dev/null ;;
  *'<cluster>'*) offer=$(__csrlab_clusters "$1") ;;
  *'<command>'*) offer=$(__csrlab_commands '') ;;
  esac
  COMPREPLY=($(compgen -W "\${offer//<*>/}" -- "$cur"))
}
complete -F _csrlab csrlab`

export const bashCompletion = (all: readonly NamedCommand[]): string[] => [
  '# completion of csrlab for bash: source <(csrlab completion bash)',
  ...shellTables(all),
  ...MAIN.split('\n'),
]
