import { spawnSync } from 'node:child_process';
import { installNode24 } from './lib/n8n/install.mjs';

// Runs a script on Node 24, regardless of the installed version: node e2e/node-24.mjs <script> [arguments]
const node = await installNode24(console.log);
const { status } = spawnSync(node, process.argv.slice(2), { stdio: 'inherit' });
process.exitCode = status ?? 1;
