import type { NamedCommand } from '../kit/grammar/find-command.ts'
import { shellTables } from './shell-tables.ts'

const MAIN = `_csrlab() {
  local word path_='' last='' ended='' offer i
  for ((i = 2; i < CURRENT; i++)); do
    word=$words[i]
    if [[ -n $last ]]; then last=''
    elif [[ $word == -- ]]; then ended=$i; break
    elif [[ $word == -* ]]; then
      [[ $word != *=* && -n $(__csrlab_value "$path_" $word) ]] && last=$word
    elif [[ " $(__csrlab_commands "$path_") " == *" $word "* ]]; then
      path_="\${path_:+$path_ }$word"
    fi
  done
  if [[ -n $ended ]]; then
    [[ $(__csrlab_words "$path_") == '<line>' ]] || return 1
    shift $ended words
    ((CURRENT -= ended))
    _normal
    return
  fi
  if [[ -n $last ]]; then offer=$(__csrlab_value "$path_" $last)
  elif [[ $PREFIX == --*=* ]]; then
    offer=$(__csrlab_value "$path_" \${PREFIX%%=*})
    compset -P '*='
  elif [[ $PREFIX == -* ]]; then offer=$(__csrlab_options "$path_")
  else offer="$(__csrlab_commands "$path_") $(__csrlab_words "$path_")"; fi
  case $offer in
  *'<file>'*) _files ;;
  *'<folder>'*) _files -/ ;;
  *'<cluster>'*) offer=$(__csrlab_clusters $words[1]) ;;
  *'<command>'*) offer=$(__csrlab_commands '') ;;
  esac
  compadd -- \${=offer//<*>/}
}
compdef _csrlab csrlab`

export const zshCompletion = (all: readonly NamedCommand[]): string[] => [
  '#compdef csrlab',
  '# completion of csrlab for zsh: source <(csrlab completion zsh)',
  ...shellTables(all),
  ...MAIN.split('\n'),
]
