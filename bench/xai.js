'use strict';
// The stand-in for xAI in its own process, like bench/gateway.js.
require('../test/environment/register');
const { startXai } = require('../test/servers/xai/xai');

async function main() {
	const xai = await startXai(JSON.parse(process.argv[2]));
	process.on('message', () => {
		process.send({
			tasks: xai.tasks.length,
			uploads: xai.requests.filter(({ endpoint }) => endpoint === 'upload').length,
			uploadedBytes: [...xai.files.values()].map(({ bytes }) => bytes.length),
		});
	});
	process.on('disconnect', () => process.exit());
	process.send({ url: xai.url, key: xai.key });
}

main();
