/** PHP: Composer with its scripts, Laravel and PHPUnit where the project has them. */

import { type Draft, type Ecosystem, programDraft, toolDrafts } from "../draft.ts";
import { objectOf, scalarOf, textOf } from "../files/values.ts";

/** Names of Composer's events: their scripts run by themselves, at their time. */
const isEvent = (name: string) =>
  /^(?:pre|post)-(?:install|update|status|archive|autoload|root|create|dependencies|operations|package|file|command|pool|solve)[\w-]*$|^(?:init|command)$/.test(
    name,
  );

function shown(value: unknown): string {
  return Array.isArray(value) ? value.map((item) => scalarOf(item) ?? "").join(" && ") : (scalarOf(value) ?? "");
}

/** Composer's scripts, `php artisan serve`, PHPUnit or Pest, `composer install`. */
export const php: Ecosystem = (folder) => {
  const document = folder.document("composer.json", "json");
  if (document === undefined) return [];
  const value = objectOf(document.value);
  const described = objectOf(value["scripts-descriptions"]);
  const required = { ...objectOf(value["require"]), ...objectOf(value["require-dev"]) };
  const drafts: Draft[] = [];
  for (const [name, script] of Object.entries(objectOf(value["scripts"]))) {
    if (isEvent(name)) continue;
    if (shown(script) === "") {
      folder.warn(
        `${document.at(["scripts", name])}: script "${name}" must be a text or a list of texts. It is left out.`,
      );
      continue;
    }
    drafts.push(
      programDraft(folder, ["composer", "run-script", "--timeout=0", name], {
        name,
        prefix: "composer",
        category: "Composer scripts",
        priority: 98,
        file: document.file,
        command: shown(script),
        description: textOf(described[name]),
      }),
    );
  }
  const runner = ["pest", "phpunit"].find((tool) => {
    const name = tool === "pest" ? "pestphp/pest" : "phpunit/phpunit";
    return name in required || folder.hasFile(`vendor/bin/${tool}`);
  });
  return [
    ...drafts,
    ...toolDrafts(folder, { prefix: "php", category: "PHP", file: document.file }, [
      ...(folder.hasFile("artisan") ? ([["artisan-serve", 95, ["php", "artisan", "serve"]]] as const) : []),
      ...(runner === undefined ? [] : ([[runner, 85, [`./vendor/bin/${runner}`]]] as const)),
      ["composer-install", 80, ["composer", "install"]],
    ]),
  ];
};
