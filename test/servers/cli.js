'use strict';
const { parseArgs } = require('node:util');

/**
 * Runs a stand-in until it is stopped: `--port`, and `--seconds` that a task takes.
 * @param {(options: import('./servers').ServerOptions) => Promise<Pick<import('./servers').Control, 'url' | 'fileUrl' | 'key' | 'close'>>} start
 */
async function runCli(start) {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: '0' },
			seconds: { type: 'string', default: '5' },
		},
	});
	const { url, fileUrl, key, close } = await start({
		port: Number(values.port),
		taskSeconds: Number(values.seconds),
	});
	process.stdout.write(`url  ${url}\nkey  ${key}\nfile host  ${fileUrl}\n`);
	process.once('SIGINT', close);
	process.once('SIGTERM', close);
}

module.exports = { runCli };
