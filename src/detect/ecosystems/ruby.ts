/** Ruby: bundler, with Rails, RSpec, Rake and Rack where the project uses them. */

import { type Ecosystem, toolDrafts } from "../draft.ts";

/** Commands that fit what the Gemfile and the folder hold. */
export const ruby: Ecosystem = (folder) => {
  const gemfile = folder.text("Gemfile");
  if (gemfile === undefined) return [];
  const uses = (gem: string) => new RegExp(`^[ \\t]*gem[ \\t]*\\(?[ \\t]*["']${gem}["']`, "m").test(gemfile);
  const hasBin = folder.hasFile("bin/rails");
  const isRails = hasBin || uses("rails");
  const rails = hasBin ? ["bin/rails"] : ["bundle", "exec", "rails"];
  const hasSpecs = folder.hasFile(".rspec") || uses("rspec") || uses("rspec-rails");
  return toolDrafts(folder, { prefix: isRails ? "rails" : "ruby", category: "Ruby", file: folder.resolve("Gemfile") }, [
    ...(isRails && folder.hasFile("bin/dev") ? ([["dev", 96, ["bin/dev"]]] as const) : []),
    ...(isRails ? ([["server", 95, [...rails, "server"]]] as const) : []),
    ...(!isRails && folder.hasFile("config.ru") ? ([["rackup", 95, ["bundle", "exec", "rackup"]]] as const) : []),
    ...(hasSpecs ? ([["rspec", 85, ["bundle", "exec", "rspec"]]] as const) : []),
    ...(isRails && folder.hasFolder("test") ? ([["test", 85, [...rails, "test"]]] as const) : []),
    ...(!isRails && folder.hasFile("Rakefile") ? ([["rake", 85, ["bundle", "exec", "rake"]]] as const) : []),
    ...(isRails ? ([["db:migrate", 82, [...rails, "db:migrate"]]] as const) : []),
    ["bundle-install", 80, ["bundle", "install"]],
  ]);
};
