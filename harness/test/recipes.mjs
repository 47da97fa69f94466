// SPDX-License-Identifier: MIT
// The recipes for CI, executed: every command of every job, as its system would run them, against a server of
// ours that stands for the user's. What is not a command (checking out, artifacts) is done here by hand.
// usage: recipes.mjs NODE_MODULES INTERIM RECIPES FOLDER
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import path from "node:path";

const [modules, interim, recipes, folder] = process.argv.slice(2).map((one) => path.resolve(one));
const require = createRequire(path.join(modules, "x.js"));
const yaml = require("yaml");
const read = (name) => fs.readFileSync(path.join(recipes, name), "utf8");
let failed = 0;

function check(what, good, told = "") {
    console.log(`${good ? "ok  " : "FAIL"} ${what}`);
    if (!good) {
        failed++;
        console.log(told);
    }
}

function freePort() {
    return new Promise((resolve) => {
        const server = net.createServer().listen(0, "127.0.0.1", () => {
            const { port } = server.address();
            server.close(() => resolve(port));
        });
    });
}

// ---------------------------------------------------------------- the world of a job

fs.rmSync(folder, { recursive: true, force: true });
const tools = path.join(folder, "bin");
fs.mkdirSync(tools, { recursive: true });
const program = (at, text) => fs.writeFileSync(at, text, { mode: 0o755 });
// What it would install is there, or this would not run; what it would clone is the tree that is being tested.
program(path.join(tools, "apt-get"), "#!/bin/sh\nexit 0\n");
program(path.join(tools, "git"), `#!/bin/sh\nfor last; do :; done\nexec ln -s ${path.dirname(path.dirname(recipes))} "$last"\n`);

function workspace(name) {
    const at = path.join(folder, name.replace(/\W+/g, "-"));
    fs.mkdirSync(at, { recursive: true });
    program(path.join(at, "my-server"), `#!/bin/sh\nexec ${interim} serve "$@"\n`);
    return at;
}

// One fault in the user's server, or none.
async function variables(fault) {
    const port = await freePort();
    return {
        ...process.env,
        PATH: `${tools}:${process.env.PATH}`,
        INTERIM_REPOSITORY: "the tree",
        URL: `http://127.0.0.1:${port}/`,
        START: `./my-server --port ${port}${fault}`,
    };
}

function shell(text, cwd, env, options = ["-e"]) {
    const done = spawnSync("bash", [...options, "-c", text], { cwd, env, encoding: "utf8" });
    return { status: done.status, told: `${text}\n${done.stdout}${done.stderr}` };
}

function copy(pattern, from, to) {
    fs.mkdirSync(to, { recursive: true });
    const like = new RegExp(`^${pattern.replace(/[.]/g, "\\.").replace(/\*/g, ".*")}$`);
    const names = fs.readdirSync(from).filter((name) => like.test(name));
    for (const name of names) fs.copyFileSync(path.join(from, name), path.join(to, name));
    return names.length;
}

// What a code scanner would show.
function findings(file) {
    return JSON.parse(fs.readFileSync(file, "utf8")).runs.flatMap((run) => run.results).length;
}

// ---------------------------------------------------------------- GitHub

async function githubStep(step, job, world) {
    const filled = (text) => String(text).replace(/\$\{\{ *matrix\.shard *\}\}/g, job.shard);
    if (step.run) {
        if (!world.good && step.if !== "always()") return;
        const { status, told } = shell(filled(step.run), world.at, world.env, ["-e", "-o", "pipefail"]);
        world.good &&= status === 0;
        world.status = status;
        world.told += told;
    } else if (step.uses.startsWith("actions/upload-artifact@")) {
        const count = copy(filled(step.with.path), world.at, world.artifacts);
        check(`github: ${job.name} keeps ${filled(step.with.path)}`, count === 1);
    } else if (step.uses.startsWith("actions/download-artifact@")) {
        copy(`${step.with.pattern}.json`, world.artifacts, world.at);
    } else if (step.uses.startsWith("github/codeql-action/upload-sarif@")) {
        const count = findings(path.join(world.at, step.with.sarif_file));
        check(`github: ${count} results for the code scanner`, count > 0 === world.faulty);
    } else {
        check(`github: ${step.uses} is known here`, step.uses.startsWith("actions/checkout@"));
    }
}

async function github(fault, expected) {
    const recipe = yaml.parse(read("github.yml"));
    const checked = spawnSync(path.join(modules, ".bin/action-validator"), [path.join(recipes, "github.yml")], { encoding: "utf8" });
    check("github: is a workflow, by its schema", checked.status === 0, `${checked.stdout}${checked.stderr}`);

    const artifacts = path.join(folder, `github-artifacts${fault ? "-fault" : ""}`);
    const summary = path.join(folder, `github-summary${fault ? "-fault" : ""}.md`);
    let worst = 0;
    for (const [name, job] of Object.entries(recipe.jobs)) {
        for (const shard of job.strategy?.matrix.shard ?? [0]) {
            const env = { ...(await variables(fault)), GITHUB_STEP_SUMMARY: summary };
            const at = workspace(`github-${name}-${shard}${fault}`);
            const world = { at, env, artifacts, faulty: fault !== "", good: true, status: 0, told: "" };
            for (const step of job.steps) await githubStep(step, { name, shard }, world);
            check(`github: ${name} ${shard || ""} ${fault}: exit status ${world.status}`,
                world.status === 0 || (expected === 1 && world.status === 1), world.told);
            worst = Math.max(worst, world.status);
        }
    }
    check(`github: a fault ${expected ? "fails" : "is not there"}`, worst === expected);
    check("github: the summary has the matrix", fs.readFileSync(summary, "utf8").includes("|"));
}

// ---------------------------------------------------------------- GitLab

async function gitlab() {
    const recipe = yaml.parse(read("gitlab.yml"));
    const kept = path.join(folder, "gitlab-artifacts");
    for (const [name, job] of Object.entries(recipe)) {
        if (name === "variables" || name.startsWith(".")) continue;
        const whole = { ...recipe[job.extends], ...job };
        const total = whole.parallel ?? 1;
        for (let index = 1; index <= total; index++) {
            const at = workspace(`gitlab-${name}-${index}`);
            if (whole.needs) copy("*", kept, at);
            const env = { ...(await variables("")), CI_NODE_INDEX: `${index}`, CI_NODE_TOTAL: `${total}` };
            const { status, told } = shell([...whole.before_script, ...whole.script].join("\n"), at, env);
            check(`gitlab: ${name} ${index}/${total}: exit status ${status}`, status === 0, told);
            for (const pattern of [...whole.artifacts.paths, whole.artifacts.reports?.junit ?? []].flat())
                check(`gitlab: ${name} keeps ${pattern}`, copy(pattern, at, kept) === 1);
        }
    }
}

// ---------------------------------------------------------------- a shell

async function plain(fault, expected) {
    const at = workspace(`shell${fault}`);
    const env = await variables(fault);
    const { status, told } = shell(`sh ${path.join(recipes, "shell.sh")} "$URL" "$START"`, at, env);
    check(`shell${fault}: exit status ${status}`, status === expected, told);
    check("shell: leaves its reports", copy("interim.*", at, path.join(folder, "shell-kept")) === 2);
}

await github("", 0);
await github(" --fault content-length-in-1xx", 1);
await gitlab();
await plain("", 0);
await plain(" --fault content-length-in-1xx", 1);
process.exit(failed > 0 ? 1 : 0);
