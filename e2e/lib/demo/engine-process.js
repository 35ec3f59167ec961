'use strict';
// n8n's engine, as jest runs it, in a process of its own: gets { parameters, credential, file }, runs
// the built node once, writes its MP4 to the file, and answers with { json } of its item, or { error }.
require('../../../test/environment/register.js');
require('../../../test/environment/n8nSettings.js');
const { writeFileSync } = require('node:fs');
const { runToEnd } = require('../../../test/support/engine.ts');
const { bytesOf } = require('../../../test/support/files.ts');

const DIST = '../../../dist';

async function run({ parameters, credential, file }) {
	// Loaded now: while the engine was loading, the package was being built.
	const { GrokVideo } = require(`${DIST}/nodes/GrokVideo/GrokVideo.node.js`);
	const { GrokVideoApi } = require(`${DIST}/credentials/GrokVideoApi.credentials.js`);
	const { output, error } = await runToEnd({
		node: new GrokVideo(),
		parameters,
		credentials: { grokVideoApi: { type: new GrokVideoApi(), data: credential } },
	});
	if (error) return { error: [error.message, error.description].filter(Boolean).join('\n') };
	const [{ json, binary }] = output;
	writeFileSync(file, await bytesOf(binary.data));
	return { json };
}

process.once('message', async (order) => {
	process.send(await run(order).catch((error) => ({ error: error.stack })));
	process.disconnect();
});
process.once('disconnect', () => process.exit());
