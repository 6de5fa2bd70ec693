import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { detectProject } from "../../../src/detect/index.ts";
import { makeFolder } from "../../support/folder.ts";

const fixtures = join(import.meta.dir, "../../fixtures/detect");
const realPath = process.env["PATH"];
let programs: ReturnType<typeof makeFolder>;

beforeAll(() => {
  const managers = ["npm", "pnpm", "yarn", "bun", "docker"];
  programs = makeFolder(Object.fromEntries(managers.map((name) => [name, "#!/bin/sh\n"])));
  process.env["PATH"] = programs.path;
});
afterAll(() => {
  process.env["PATH"] = realPath;
  programs[Symbol.dispose]();
});

/** Folder of test/fixtures/detect → category, then `priority name: command line (in folder)`, all that is found. */
const expected: Readonly<Record<string, readonly string[]>> = {
  npm: ["npm scripts", "100 build: npm run build", "100 dev: npm run dev"],
  bun: ["npm scripts", "100 dev: bun run dev"],
  deno: [
    "Deno tasks",
    "100 all: deno task all",
    "100 check: deno task check",
    "100 dev: deno task dev",
    "100 types: deno task types",
    "82 @shop/api:serve: deno task serve (in api)",
  ],
  wails: [
    "Go",
    "95 go:run: go run .",
    "90 go:build: go build",
    "Wails",
    "90 wails:dev: wails dev",
    "Go",
    "85 go:test: go test ./...",
    "Wails",
    "85 wails:build: wails build",
    "Go",
    "80 go:mod-tidy: go mod tidy",
  ],
  electron: ["npm scripts", "100 start: npm run start", "Electron", "90 electron:start: npm exec -- electron ."],
  go: [
    "Go",
    "95 go:run: go run .",
    "95 go:run:worker: go run ./cmd/worker",
    "90 go:build: go build",
    "85 go:test: go test ./...",
    "80 go:mod-tidy: go mod tidy",
  ],
  "go-work": [
    "Go",
    "95 go:run:api: go run ./api",
    "90 go:build:api: go build ./api/...",
    "90 go:build:lib: go build ./lib/...",
    "85 go:test:api: go test ./api/...",
    "85 go:test:lib: go test ./lib/...",
  ],
  cargo: [
    "Rust",
    "95 cargo:run: cargo run",
    "90 cargo:build: cargo build",
    "85 cargo:test: cargo test",
    "80 cargo:check: cargo check",
  ],
  "cargo-workspace": [
    "Rust",
    "95 cargo:run:api: cargo run -p api",
    "95 cargo:run:migrate: cargo run -p tools --bin migrate",
    "95 cargo:run:seed: cargo run -p tools --bin seed",
    "90 cargo:build: cargo build",
    "85 cargo:test: cargo test",
    "80 cargo:check: cargo check",
  ],
  gradle: [
    "Gradle",
    "95 gradle:run: ./gradlew run",
    "90 gradle:build: ./gradlew build",
    "85 gradle:test: ./gradlew test",
  ],
  "gradle-boot": [
    "Gradle",
    "93 gradle:bootRun: gradle bootRun",
    "90 gradle:build: gradle build",
    "85 gradle:test: gradle test",
  ],
  maven: [
    "Maven",
    "95 mvn:spring-boot:run: ./mvnw spring-boot:run",
    "90 mvn:compile: ./mvnw compile",
    "88 mvn:package: ./mvnw package",
    "85 mvn:test: ./mvnw test",
  ],
  dotnet: [
    ".NET",
    "95 dotnet:run: dotnet run --project api/api.csproj",
    "93 dotnet:watch: dotnet watch --project api/api.csproj run",
    "90 dotnet:build: dotnet build",
    "85 dotnet:test: dotnet test",
  ],
  pip: [
    "Python",
    "95 python:run: python3 main.py",
    "85 python:unittest: python3 -m unittest discover -s tests -t .",
    "80 pip:install: python3 -m pip install -r requirements.txt",
  ],
  django: [
    "Python",
    "95 django:runserver: python3 manage.py runserver",
    "85 django:test: python3 manage.py test",
    "82 django:migrate: python3 manage.py migrate",
  ],
  flask: [
    "Python",
    "95 flask:run: python3 -m flask --app app run --debug",
    "85 python:pytest: python3 -m pytest",
    "80 pip:install: python3 -m pip install -r requirements.txt",
  ],
  fastapi: [
    "Python",
    "95 fastapi:dev: python3 -m uvicorn app.main:api --reload",
    "80 pip:install: python3 -m pip install -r requirements.txt",
  ],
  uv: [
    "Python scripts",
    "97 shop: uv run shop",
    "Python",
    "95 fastapi:dev: uv run fastapi dev main.py",
    "85 python:pytest: uv run python -m pytest",
    "80 uv:sync: uv sync",
  ],
  poetry: [
    "Python scripts",
    "97 serve: poetry run serve",
    "Python",
    "95 flask:run: poetry run flask --app shop run --debug",
    "80 poetry:install: poetry install",
  ],
  pdm: [
    "Python scripts",
    "97 all: pdm run all",
    "97 lint: pdm run lint",
    "97 start: pdm run start",
    "Python",
    "80 pdm:install: pdm install",
  ],
  rails: [
    "Ruby",
    "96 rails:dev: bin/dev",
    "95 rails:server: bin/rails server",
    "85 rails:test: bin/rails test",
    "82 rails:db:migrate: bin/rails db:migrate",
    "80 rails:bundle-install: bundle install",
  ],
  ruby: [
    "Ruby",
    "95 ruby:rackup: bundle exec rackup",
    "85 ruby:rake: bundle exec rake",
    "85 ruby:rspec: bundle exec rspec",
    "80 ruby:bundle-install: bundle install",
  ],
  composer: [
    "Composer scripts",
    "98 dev: composer run-script --timeout=0 dev",
    "98 lint: composer run-script --timeout=0 lint",
    "PHP",
    "95 php:artisan-serve: php artisan serve",
    "85 php:phpunit: ./vendor/bin/phpunit",
    "80 php:composer-install: composer install",
  ],
  mix: [
    "Elixir",
    "95 mix:phx.server: mix phx.server",
    "85 mix:test: mix test",
    "82 mix:ecto.reset: mix ecto.reset",
    "82 mix:setup: mix setup",
    "80 mix:deps.get: mix deps.get",
  ],
  flutter: [
    "Flutter",
    "95 flutter:run: flutter run",
    "90 flutter:build:apk: flutter build apk",
    "90 flutter:build:web: flutter build web",
    "85 flutter:test: flutter test",
  ],
  make: [
    "Make",
    "78 all: make all",
    "78 clean: make clean",
    "78 db/reset: make db/reset",
    "78 report.csv: make report.csv",
    "78 report.txt: make report.txt",
    "78 serve: make serve",
  ],
  just: [
    "Just",
    "78 build: just build",
    "78 imported: just imported",
    "78 only-unix: just only-unix",
    "78 serve: just serve",
    "78 tools::fmt: just tools::fmt",
  ],
  taskfile: [
    "Task",
    "78 build: task build",
    "78 default: task default",
    "78 docs:serve: task docs:serve",
    "78 list: task list",
    '! Taskfile.yml:5:3: "https://example.com/Taskfile.yml" cannot be read without running Task: its tasks are not listed.',
  ],
  procfile: [
    "Procfile.dev",
    "96 css: /bin/sh -c bin/rails css:watch",
    "96 web: /bin/sh -c bin/rails server",
    "Procfile",
    "94 procfile:web: /bin/sh -c bundle exec puma -p $PORT",
    "94 worker: /bin/sh -c bundle exec sidekiq",
    '! Procfile:4:1: "name: command" expected. The line is left out.',
  ],
  "docker-compose": [
    "Docker Compose",
    "76 api: docker compose up api",
    "76 cache: docker compose up cache",
    "76 db: docker compose up db",
    "76 mail: docker compose up mail",
  ],
  turbo: [
    "npm scripts",
    "100 dev: pnpm run dev",
    "Turbo",
    "74 format: pnpm exec turbo run format --filter=//",
    "74 lint: pnpm exec turbo run lint",
    "74 turbo:dev: pnpm exec turbo run dev",
    "74 web:e2e: pnpm exec turbo run e2e --filter=web",
  ],
  nx: [
    "npm scripts",
    "82 @shop/ui:build: npm run build (in packages/ui)",
    "Nx",
    "73 @shop/ui:docs: npm exec -- nx run @shop/ui:docs",
    "73 web:lint: npm exec -- nx run web:lint",
    "73 web:serve: npm exec -- nx run web:serve",
  ],
  "pnpm-workspace": [
    "npm scripts",
    "82 @shop/web:dev: pnpm run dev (in apps/web)",
    "82 admin:dev: pnpm run dev (in apps/nested/deep/admin)",
    "82 ui:build: pnpm run build (in libs/ui)",
  ],
  "yarn-workspace": ["npm scripts", "82 a:dev: yarn run dev (in packages/a)"],
  "npm-workspace": ["npm scripts", "82 a:dev: npm run dev (in packages/a)", "82 t:dev: npm run dev (in tools/t)"],
  "bun-workspace": ["npm scripts", "82 a:dev: bun run dev (in packages/a)"],
  lerna: ["npm scripts", "82 a:dev: npm run dev (in modules/a)"],
  rush: [
    "npm scripts",
    "82 api:dev: pnpm run dev (in apps/api)",
    '! rush.json:6:5: no "projectFolder" that is there. The project is left out.',
  ],
};

/** Read in a file of their own, with all that they say. */
const elsewhere = ["process-compose", "mprocs", "mprocs-json", "vscode"];

/** What is found in a folder, in the words of {@link expected}. */
function listed(directory: string): string[] {
  const { candidates, warnings } = detectProject(directory);
  const lines: string[] = [];
  let category = "";
  for (const { name, launch, priority, file, ...candidate } of candidates) {
    if (candidate.category !== category) lines.push(candidate.category);
    category = candidate.category;
    const where = launch.cwd === directory ? "" : ` (in ${launch.cwd.slice(directory.length + 1)})`;
    lines.push(`${priority} ${name}: ${launch.argv.join(" ")}${where}`);
    expect(launch.name).toBe(name);
    expect(existsSync(file)).toBe(true);
    expect(candidate.description).not.toBe("");
  }
  return [...lines, ...warnings.map((warning) => `! ${warning.replaceAll(`${directory}/`, "")}`)];
}

describe("every fixture", () => {
  test.each(Object.entries(expected))("%s offers exactly what is listed", (name, lines) => {
    expect(listed(join(fixtures, name))).toEqual([...lines]);
  });

  test("has its list", () => {
    expect(readdirSync(fixtures).sort()).toEqual([...Object.keys(expected), ...elsewhere].sort());
  });
});

describe("what the lists do not show", () => {
  const find = (fixture: string, name: string) => {
    const found = detectProject(join(fixtures, fixture)).candidates.find((candidate) => candidate.name === name);
    if (found === undefined) throw new Error(`${fixture} has no ${name}`);
    return found;
  };

  test("descriptions are those of the authors, else the command", () => {
    const descriptions = (fixture: string, ...names: string[]) => names.map((name) => find(fixture, name).description);
    expect(descriptions("make", "all", "serve", "clean", "report.txt")).toEqual([
      "Everything",
      "Starts the server",
      "Removes what was made",
      "make report.txt",
    ]);
    expect(descriptions("just", "serve", "build", "tools::fmt")).toEqual(["Starts the server", "Builds it", "Formats"]);
    expect(descriptions("taskfile", "build", "list")).toEqual(["Builds it", "echo one && echo two"]);
    expect(descriptions("deno", "check", "all")).toEqual(["Lint and types", "after check, types"]);
    expect(descriptions("composer", "lint")).toEqual(["Check the style"]);
    expect(descriptions("pdm", "lint", "all")).toEqual(["Check the style", "lint && start"]);
    expect(descriptions("docker-compose", "db", "api")).toEqual(["postgres:17", "built from ./api"]);
    expect(descriptions("pnpm-workspace", "ui:build")).toEqual(["vite (libs/ui)"]);
  });

  test("aliases: those of the file, and the name with its prefix", () => {
    expect(find("just", "serve").aliases).toEqual(["s", "just:serve"]);
    expect(find("taskfile", "build").aliases).toEqual(["b", "task:build"]);
    expect(find("pnpm-workspace", "@shop/web:dev").aliases).toEqual(["web:dev", "npm:@shop/web:dev"]);
  });

  test("a Procfile's processes have a port each, and the .env beside", () => {
    const directory = join(fixtures, "procfile");
    expect(find("procfile", "procfile:web").launch).toEqual({
      name: "procfile:web",
      kind: "command",
      command: "bundle exec puma -p $PORT",
      argv: ["/bin/sh", "-c", "bundle exec puma -p $PORT"],
      cwd: directory,
      env: { PORT: "3000" },
      envFiles: [join(directory, ".env")],
      groups: ["procfile"],
    });
    expect(find("procfile", "worker").launch.env).toEqual({ PORT: "3100" });
  });

  test("docker has time to stop its containers", () => {
    expect(find("docker-compose", "db").launch.stopTimeoutMs).toBe(15_000);
  });
});

describe("conditions", () => {
  const names = (files: Record<string, string>) => {
    using folder = makeFolder(files);
    return detectProject(folder.path).candidates.map((candidate) => candidate.name);
  };

  test("an interpreter of the folder's own environment is used", () => {
    using folder = makeFolder({ "requirements.txt": "pytest", ".venv/bin/python": "#!/bin/sh\n" });
    const argv = detectProject(folder.path).candidates.map((candidate) => candidate.launch.argv[0]);
    expect(argv).toEqual(["./.venv/bin/python", "./.venv/bin/python"]);
  });

  test("pytest only where it is used", () => {
    expect(names({ "requirements.txt": "requests" })).toEqual(["pip:install"]);
    expect(names({ "pyproject.toml": "[tool.pytest.ini_options]\n" })).toEqual(["python:pytest"]);
    expect(names({ "setup.cfg": "[tool:pytest]\n" })).toEqual(["python:pytest"]);
  });

  test("composer's own events are not listed, nor Rails without Rails", () => {
    expect(names({ "composer.json": '{ "scripts": { "post-install-cmd": "x", "pre-commit": "y" } }' })).toContain(
      "pre-commit",
    );
    expect(names({ Gemfile: 'gem "sinatra"' })).toEqual(["ruby:bundle-install"]);
  });

  test("a library has nothing to run", () => {
    expect(names({ "go.mod": "module x\n", "x.go": "package x\n" })).not.toContain("go:run");
    using library = makeFolder({ "go.mod": "module x\n", "x.go": "package x\n" });
    expect(listed(library.path)).toContain("90 go:build: go build ./...");
    expect(names({ "Cargo.toml": '[package]\nname = "x"\n', "src/lib.rs": "" })).not.toContain("cargo:run");
    expect(names({ "x.csproj": '<Project Sdk="Microsoft.NET.Sdk" />' })).toEqual(["dotnet:build", "dotnet:test"]);
    expect(names({ "build.gradle": "plugins { id 'java-library' }" })).toEqual(["gradle:build", "gradle:test"]);
    expect(names({ "pom.xml": "<project/>" })).not.toContain("mvn:spring-boot:run");
    expect(names({ "pubspec.yaml": "name: x\n", "bin/x.dart": "" })).toEqual(["dart:run", "dart:pub-get"]);
  });
});

test("rush.json and turbo.jsonc may hold comments", () => {
  using folder = makeFolder({
    "rush.json": '/* rush */ { "yarnVersion": "1.22.0", "projects": [{ "projectFolder": "a" /* one */ }] }',
    "a/package.json": '{ "name": "a", "scripts": { "x": "true" } }',
    "turbo.jsonc": '{ // tasks\n "tasks": { "lint": {}, } }',
  });
  expect(listed(folder.path)).toEqual([
    "npm scripts",
    "82 a:x: yarn run x (in a)",
    "Turbo",
    "74 lint: yarn run turbo run lint",
  ]);
  writeFileSync(join(folder.path, "turbo.jsonc"), "{ tasks }");
  expect(listed(folder.path)).toHaveLength(3);
});
