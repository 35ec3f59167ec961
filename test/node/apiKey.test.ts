import type { Fault } from '../servers/newApi/gateway';
import { searchModels } from '../support/editor';
import { runToEnd } from '../support/engine';
import { createAndWait, credentials, getMany, ofTask, video } from '../support/parameters';
import { failureIn, failureOf, workflow } from '../support/runs';
import { useServers } from '../support/servers';
import { shortPauses } from '../support/time';
import { fixture } from '../support/files';
import { createdBefore, requestsTo, useGateway } from '../support/useGateway';

/** Whatever a server does with the key, it does not come out of the node again. */

/** With all that JSON, URLs and web pages escape. */
const KEY = `sk-0123&<>"\\/456789`;
const PIECES = ['sk-0123', '456789'];

const gateway = useGateway({ key: KEY });
const start = useServers();
const sample = fixture('sample.mp4');

beforeEach(() => {
	shortPauses();
});

/** No part of the key stands in a text. */
function expectNoKey(text: string) {
	for (const piece of PIECES) expect(text).not.toContain(piece);
}

const json = (text: string) => JSON.stringify(text).slice(1, -1);
const FORMS: Array<[string, string]> = [
	['as it is', KEY],
	['escaped for JSON', json(KEY)],
	['escaped twice', json(json(KEY))],
	['as Go does it', json(KEY).replace(/[&<>]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`)],
	['in a URL', encodeURIComponent(KEY)],
	['in a web page', KEY.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;')],
];

describe.each(FORMS)('a server that repeats the key %s', (_how, key) => {
	it.each<[string, Fault]>([
		['in its error', { status: 400, body: { error: { message: `Bad key ${key}!` } } }],
		['in an error that is a text', { status: 400, body: `Bad key ${key}!` }],
		['in JSON that it made by hand', { status: 400, body: `{"said":"${key}"}` }],
		['where the text is cut', { status: 400, body: `${'x'.repeat(485)}${key}${'x'.repeat(99)}` }],
		['as the request’s ID', { status: 400, body: '', headers: { 'x-request-id': key } }],
		['in Location', { status: 302, headers: { location: `https://h.example/?k=${key}` } }],
	])('%s: the error does not', async (_where, fault) => {
		gateway.fail('create', fault);
		expectNoKey((await failureOf(workflow(gateway, video()))).kept);
		gateway.fail('models', fault);
		expectNoKey((await failureOf(workflow(gateway, getMany()))).kept);
		gateway.fail('models', fault);
		const error = await searchModels(gateway).catch((thrown: Error) => thrown);
		expectNoKey([String(error), JSON.stringify(error)].join());
	});

	it('in a task: neither the output nor what n8n keeps has it', async () => {
		const told = { [key]: { nested: [key] }, model: key, fail_reason: `Because of ${key}.` };
		for (const simplify of [true, false]) {
			const data = { status: 'FAILURE', ...told };
			gateway.fail('status', { status: 200, body: { code: 'success', data } });
			const finished = await runToEnd(workflow(gateway, ofTask('get', 'task_1', { simplify })));
			expect(finished.output[0].json).toMatchObject({ fail_reason: 'Because of [API key].' });
			expectNoKey(JSON.stringify([finished.run, finished.log, finished.messages]));
		}
	});

	it('in the answer of a create: the task is taken, and nothing has the key', async () => {
		const body = { task_id: 'task_1', model: key, echo: `Bearer ${key}` };
		gateway.fail('create', { status: 200, body });
		const finished = await runToEnd(workflow(gateway, video({ simplify: false })));
		expect(finished.output[0].json).toMatchObject({ task_id: 'task_1', echo: 'Bearer [API key]' });
		expectNoKey(JSON.stringify(finished));
	});
});

it('a key pasted into Base URL is not shown', async () => {
	const wrong = { credentials: credentials(gateway, { baseUrl: KEY }) };
	const { message, kept } = await failureOf(workflow(gateway, video(), wrong));
	expect(message).toBe("'Base URL' is not a web address");
	expectNoKey(kept);
	const search = searchModels(gateway, '', { baseUrl: KEY });
	await expect(search).rejects.toThrow("'Base URL' is not a web address");
	await expect(search).rejects.toThrow(
		expect.objectContaining({ message: expect.not.stringContaining(PIECES[0]) }),
	);
});

// eslint-disable-next-line @n8n/community-nodes/no-hardcoded-secrets -- not a real key
const key = 'sk-secret-0123456789';

it('the key in the content type of a file is not shown', async () => {
	const own = await start(({ url }, response) => {
		if (url === '/v.mp4') response.setHeader('content-type', `text/html-${key}; charset=${key}`);
		response.end('{"data":{"status":"SUCCESS","result_url":"/v.mp4"}}');
	});
	const failure = await failureOf(workflow({ url: own.url, key }, ofTask('wait', 'task_1')));
	expect(failure.message).toContain('sent text/html-[API key] instead of a video');
	expect(failure.kept).not.toContain(key);
});

it('the key in the title of a page, or as the name of a field, is not shown', async () => {
	const page = await start((_request, response) => {
		response.writeHead(400).end(`<html><title>No ${key}</title>`);
	});
	const failure = await failureOf(workflow({ url: page.url, key }, video()));
	expect(failure.message).toContain(': No [API key]');
	expect(failure.kept).not.toContain(key);
	const named = await start((_request, response) => response.end(`{"${key}":1,"id":"task_1"}`));
	const parameters = video({ simplify: false });
	const { output } = await runToEnd(workflow({ url: named.url, key }, parameters));
	expect(output[0].json).toEqual({ '[API key]': 1, id: 'task_1', task_id: 'task_1' });
});

describe('a result URL with the key in it', () => {
	it('is downloaded from the gateway itself, and shown without it', async () => {
		const own = await start(({ url, headers }, response) => {
			if (url?.startsWith('/v1/video/')) {
				const result_url = `${own.url}/files/v.mp4?key=${key}`;
				response.end(JSON.stringify({ data: { status: 'SUCCESS', result_url } }));
			} else if (url === `/files/v.mp4?key=${key}` && headers.authorization) {
				response.end(sample);
			} else {
				response.writeHead(404).end();
			}
		});
		const finished = await runToEnd(workflow({ url: own.url, key }, ofTask('wait', 'task_1')));
		expect(finished.error).toBeUndefined();
		expect(finished.output[0].binary!.data.bytes).toBe(sample.length);
		expect(finished.output[0].json.result_url).toBe(`${own.url}/files/v.mp4?key=[API key]`);
		expect(JSON.stringify(finished)).not.toContain(key);
	});

	it.each([KEY, encodeURIComponent(KEY)])(
		'is refused where it lies on another host, which never sees the key: %s',
		async (written) => {
			gateway.setPlan({ resultUrl: `${gateway.fileUrl}/vidgen/v.mp4?key=${written}` });
			const { id } = await createdBefore(gateway);
			const { message, kept } = await failureOf(workflow(gateway, ofTask('wait', id)));
			expect(message).toContain('would carry the API key to');
			expect(message).toContain(`(task ID: ${id})`);
			expect(requestsTo(gateway, 'file')).toHaveLength(0);
			expectNoKey(kept);
		},
	);
});

describe.each(['1', 'task', 'sk', 'video'])('a dummy key such as "%s"', (key) => {
	it('does not garble IDs, words or URLs', async () => {
		const answer = { status: 'SUCCESS', task_id: 'task_1', model: 'sk-video-1' };
		const own = await start(({ url, method }, response) => {
			if (url?.endsWith('.mp4')) response.end(sample);
			else if (method === 'POST') response.end('{"task_id":"task_1"}');
			else {
				const result_url = `${own.url}/video/1/task_1.mp4`;
				response.end(JSON.stringify({ data: { ...answer, result_url } }));
			}
		});
		const finished = await runToEnd(workflow({ url: own.url, key }, createAndWait()));
		expect(finished.error).toBeUndefined();
		expect(finished.output[0].json).toMatchObject({
			task_id: 'task_1',
			model: 'sk-video-1',
			result_url: `${own.url}/video/1/task_1.mp4`,
		});
		expect(finished.log.join()).toContain('created task task_1');
	});

	it('does not garble an error', async () => {
		const own = await start((_request, response) => {
			response.writeHead(400).end('{"code":"task_not_exist","message":"task 1 is no sk video"}');
		});
		const failure = failureIn(
			await runToEnd(workflow({ url: own.url, key }, ofTask('wait', 'task_1'))),
		);
		expect(failure.message).toContain('does not know this task (HTTP 400): task 1 is no sk video');
	});
});
