/** Completion of shells, made from what the option parser knows. */

import type { Command } from "commander";
import type { Shell } from "./subcommands.ts";

/** Options and subcommands; scripts and processes are not completed. */
export function completionScript(program: Command, shell: Shell): string {
  const flags = (command: Command) =>
    command.options.flatMap(({ short, long }) => [short, long]).filter((one) => one !== undefined && one !== null);
  const choices = (command: Command) => command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
  const commands = program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    flags: [...choices(command), ...flags(command), "--dir", "--help"],
  }));
  const own = [...flags(program), "--help"];
  switch (shell) {
    case "bash":
      return bash(own, commands);
    case "zsh":
      // zsh runs bash's completions where it is told to.
      return `# Put this into ~/.zshrc: source <(brum completion zsh)\nautoload -U +X bashcompinit && bashcompinit\n${bash(own, commands)}`;
    case "fish":
      return fish(program, commands);
  }
}

interface Known {
  readonly name: string;
  readonly description: string;
  readonly flags: readonly string[];
}

function bash(own: readonly string[], commands: readonly Known[]): string {
  const cases = commands.map(({ name, flags }) => `    ${name}) words="${flags.join(" ")}" ;;`);
  return `# Put this into ~/.bashrc: source <(brum completion bash)
_brum() {
  local words word="\${COMP_WORDS[COMP_CWORD]}"
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
    *) words="${own.join(" ")}" ;;
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then words="$words ${commands.map(({ name }) => name).join(" ")}"; fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _brum brum
`;
}

function fish(program: Command, commands: readonly Known[]): string {
  const quoted = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  const option = (condition: string, command: Command) =>
    command.options.map(({ short, long, description }) => {
      const names = [short && `-s ${short.slice(1)}`, long && `-l ${long.slice(2)}`].filter(Boolean).join(" ");
      return `complete -c brum -n '${condition}' ${names} -d ${quoted(description)}`;
    });
  return [
    "# Put this into ~/.config/fish/completions/brum.fish",
    ...commands.map(
      ({ name, description }) =>
        `complete -c brum -n __fish_is_first_arg -a ${name} -d ${quoted(description.split(/[.:]/)[0] ?? "")}`,
    ),
    ...option("not __fish_seen_subcommand_from ''", program),
    ...program.commands.flatMap((command) => option(`__fish_seen_subcommand_from ${command.name()}`, command)),
    "",
  ].join("\n");
}
