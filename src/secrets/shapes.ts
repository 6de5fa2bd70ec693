/** Keys and tokens that have got a shape from their makers, so that they can be found: a table. */

import { isRandom } from "./judge.ts";
import type { Span } from "./mark.ts";

/** One shape. */
export interface Shape {
  readonly kind: string;
  /** Texts with which it begins; each has three characters at least. */
  readonly starts: readonly string[];
  /** What stands behind that. Linear: nothing in it can be read in two ways. */
  readonly rest: RegExp;
  /** Begins like words that people use: what stands behind that must look random. */
  readonly mustBeRandom?: true;
  /** Its beginning is no secret, and stays. */
  readonly keepsStart?: true;
}

/** Letters and digits. */
const alnum = "[A-Za-z0-9]";
/** Those of base64 as addresses have it. */
const url = "[A-Za-z0-9_-]";

/** `starts`: parted by blanks. */
function shape(kind: string, starts: string, rest: string, more: Pick<Shape, "mustBeRandom"> = {}): Shape {
  return { kind, starts: starts.split(" "), rest: new RegExp(rest, "y"), ...more };
}

/** What stands behind a text that is no secret itself. */
function behind(kind: string, starts: readonly string[], rest: string): Shape {
  return { kind, starts, rest: new RegExp(rest, "y"), keepsStart: true };
}

export const shapes: readonly Shape[] = [
  shape("jwt", "eyJ", `${url}{8,}\\.${url}{8,}(?:\\.${url}*){1,3}`),
  // Clouds and servers
  shape("aws key", "AKIA ASIA ABIA ACCA", "[A-Z0-9]{16}(?![A-Za-z0-9])"),
  shape("google api key", "AIza", `${url}{35}(?!${url})`),
  shape("google token", "ya29.", `${url}{20,}`),
  shape("google secret", "GOCSPX-", `${url}{24,}`),
  shape("digitalocean token", "dop_v1_ doo_v1_ dor_v1_", "[a-f0-9]{40,}"),
  shape("heroku token", "HRKU-", `${url}{30,}`),
  shape("tailscale key", "tskey-", `${url}{16,}`, { mustBeRandom: true }),
  shape("databricks token", "dapi", "[a-f0-9]{32}(?![A-Za-z0-9])"),
  shape("vault token", "hvs. hvb. hvr.", `${url}{24,}`),
  shape("pulumi token", "pul-", "[a-f0-9]{40}(?![A-Za-z0-9])"),
  shape("doppler token", "dp.pt. dp.st. dp.ct. dp.sa. dp.scim. dp.audit.", "[A-Za-z0-9._-]{24,}"),
  shape("supabase key", "sbp_ sb_secret_", `${url}{20,}`, { mustBeRandom: true }),
  shape("planetscale key", "pscale_tkn_ pscale_pw_ pscale_oauth_", "[A-Za-z0-9_.-]{20,}"),
  shape("fly token", "fm1_ fm2_ fo1_", `${url}{40,}`, { mustBeRandom: true }),
  shape("grafana token", "glsa_ glc_", "[A-Za-z0-9_=+/]{32,}"),
  shape("sentry token", "sntrys_ sntryu_", "[A-Za-z0-9_=+/-]{40,}"),
  shape("newrelic key", "NRAK-", "[A-Z0-9]{27}(?![A-Za-z0-9])"),
  // Code and packages
  shape("github token", "ghp_ gho_ ghu_ ghs_ ghr_", `${alnum}{30,}`),
  shape("github token", "github_pat_", "[A-Za-z0-9_]{22,}"),
  shape("gitlab token", "glpat- gldt- glrt- glcbt- glptt- glft- glsoat- gloas- glagent-", "[A-Za-z0-9_.-]{20,}"),
  shape("npm token", "npm_", `${alnum}{36}(?!${alnum})`),
  shape("pypi token", "pypi-AgE", `${url}{50,}`),
  shape("rubygems key", "rubygems_", "[a-f0-9]{48}(?![A-Za-z0-9])"),
  shape("docker token", "dckr_pat_ dckr_oat_", `${url}{20,}`),
  shape("postman key", "PMAK-", "[a-f0-9-]{40,}"),
  shape("figma token", "figd_", `${url}{30,}`),
  shape("atlassian token", "ATATT3 ATCTT3", "[A-Za-z0-9_=-]{50,}"),
  shape("linear key", "lin_api_ lin_oauth_", `${alnum}{32,}`),
  shape("notion token", "ntn_", `${alnum}{40,}`),
  shape("notion token", "secret_", `${alnum}{40,}`, { mustBeRandom: true }),
  // Language models
  shape("anthropic key", "sk-ant-", `${url}{20,}`),
  shape("openai key", "sk-", `${url}{20,}`, { mustBeRandom: true }),
  shape("huggingface token", "hf_", `${alnum}{30,}`),
  shape("replicate token", "r8_", `${alnum}{37}(?!${alnum})`),
  shape("groq key", "gsk_", `${alnum}{40,}`),
  shape("xai key", "xai-", `${alnum}{40,}`),
  shape("perplexity key", "pplx-", `${alnum}{40,}`),
  shape("langsmith key", "lsv2_pt_ lsv2_sk_", "[A-Za-z0-9_]{32,}"),
  // Money, mail, messages, files of keys
  shape("stripe key", "sk_live_ sk_test_ rk_live_ rk_test_ sk_prod_ rk_prod_", `${alnum}{16,}`),
  shape("webhook secret", "whsec_", "[A-Za-z0-9+/=_-]{20,}"),
  shape("square token", "sq0atp- sq0csp-", `${url}{22,}`),
  shape("shopify token", "shpat_ shpca_ shppa_ shpss_", "[a-fA-F0-9]{32}(?![A-Za-z0-9])"),
  shape(
    "slack token",
    "xoxb- xoxp- xoxa- xoxe- xoxr- xoxs- xoxo- xoxc- xoxd- xoxe.xoxp- xoxe.xoxb- xapp-",
    "[A-Za-z0-9%-]{10,}",
  ),
  shape("sendgrid key", "SG.", `${url}{16,32}\\.${url}{32,64}(?!${url})`),
  shape("brevo key", "xkeysib-", "[a-f0-9]{64}"),
  shape("1password token", "ops_eyJ", "[A-Za-z0-9_=-]{50,}"),
  shape("age key", "AGE-SECRET-KEY-1", "[A-Z0-9]{58}"),
  behind("slack webhook", ["hooks.slack.com/services/", "hooks.slack.com/workflows/"], "[A-Za-z0-9/]{20,}"),
  behind("discord webhook", ["discord.com/api/webhooks/", "discordapp.com/api/webhooks/"], "[0-9]{5,30}/[\\w-]{20,}"),
  behind("telegram token", ["api.telegram.org/bot"], "[0-9]{5,16}:[\\w-]{20,}"),
  behind("password", ["PASSWORD '", "password '", "IDENTIFIED BY '", "identified by '"], "[^'\"\\s\\\\‹]{4,256}(?=')"),
];

/** The secret of a shape whose `start` stands at an index. */
export function findShape(text: string, at: number, start: string, shape: Shape): readonly Span[] {
  if (!isFree(text, at, shape.mustBeRandom ? /[A-Za-z0-9_-]/ : /[A-Za-z0-9]/)) return [];
  const from = at + start.length;
  shape.rest.lastIndex = from;
  const rest = shape.rest.exec(text)?.[0];
  if (rest === undefined || (shape.mustBeRandom && !isRandom(rest))) return [];
  return [{ start: shape.keepsStart ? from : at, end: from + rest.length, kind: shape.kind }];
}

/** Whether nothing stands before an index that makes it a part of another word; a `\n` that is written out does not. */
function isFree(text: string, at: number, not: RegExp): boolean {
  const before = text[at - 1];
  return before === undefined || !not.test(before) || ("nrt".includes(before) && text[at - 2] === "\\");
}
