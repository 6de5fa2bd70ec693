/** Maven builds. */

import { type Ecosystem, toolDrafts } from "../draft.ts";
import { withoutBlocks } from "../files/text.ts";

/** `mvn` (the wrapper where there is one): `spring-boot:run` with its plugin, `compile`, `package`, `test`. */
export const maven: Ecosystem = (folder, { platform }) => {
  if (!folder.hasFile("pom.xml")) return [];
  const windows = platform === "win32";
  const wrapper = windows ? "mvnw.cmd" : "mvnw";
  const mvn = folder.hasFile(wrapper) ? (windows ? `.\\${wrapper}` : `./${wrapper}`) : "mvn";
  const pom = withoutBlocks(folder.text("pom.xml") ?? "", "<!--", "-->");
  return toolDrafts(folder, { prefix: "mvn", category: "Maven", file: folder.resolve("pom.xml") }, [
    ...(/spring-boot-maven-plugin/.test(pom) ? ([["spring-boot:run", 95, [mvn, "spring-boot:run"]]] as const) : []),
    ["compile", 90, [mvn, "compile"]],
    ["package", 88, [mvn, "package"]],
    ["test", 85, [mvn, "test"]],
  ]);
};
