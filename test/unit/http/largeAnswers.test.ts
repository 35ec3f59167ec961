/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- a test runs in Node, not in n8n */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpClient } from '../../../nodes/GrokVideo/http/client';
import type { HttpResult } from '../../../nodes/GrokVideo/http/response';
import { inNode } from '../../support/inNode';
import { useServers } from '../../support/servers';
import { until } from '../../support/time';

/** Many large answers at once, as a gateway gives them that sends videos as data URLs, or nonsense. */

const start = useServers();

/** More than the buffers of a connection take when nobody reads. */
const BODY = Buffer.alloc(24 * 1024 * 1024, 'x');
const CALL = {
	method: 'GET',
	path: '/',
	timeoutSeconds: 30,
	maxResponseBytes: 32 * 1024 * 1024,
} as const;

/** Servers' answers that are sent but not ended, and the calls that wait for them. */
async function withAnswers(
	count: number,
	work: (answers: ServerResponse[], read: ServerResponse[]) => Promise<void>,
	bodyOf: (request: IncomingMessage) => Buffer = () => BODY,
	call: (http: HttpClient, index: number, read: ServerResponse[]) => Promise<HttpResult> = async (
		http,
	) => await http.call(CALL),
): Promise<HttpResult[]> {
	const answers: ServerResponse[] = [];
	const read: ServerResponse[] = [];
	const server = await start((request, response) => {
		answers.push(response);
		response.write(bodyOf(request), (error) => error ?? read.push(response));
		if (request.url === '/small') response.end();
	});
	return await inNode({ url: server.url, key: 'sk-1' }, async (_context, http) => {
		const calls = Promise.all(Array.from({ length: count }, (_, index) => call(http, index, read)));
		await until(() => answers.length === count);
		await work(answers, read);
		return await calls;
	});
}

const aMoment = async () => await new Promise((resolve) => setTimeout(resolve, 200));

it('three of them are read at a time', async () => {
	const results = await withAnswers(5, async (answers, read) => {
		await until(() => read.length === 3);
		await aMoment();
		expect(read).toHaveLength(3);
		read.slice(0, 2).forEach((response) => response.end());
		await until(() => read.length === 5);
		answers.forEach((response) => response.end());
	});
	for (const result of results) {
		expect(result).toMatchObject({ kind: 'response', status: 200, json: null });
		expect((result as { text: string }).text.length).toBe(BODY.length);
	}
});

it('one that breaks off before its turn takes nothing from the others', async () => {
	const results = await withAnswers(4, async (answers, read) => {
		await until(() => read.length === 3);
		answers.find((response) => !read.includes(response))!.destroy();
		await aMoment();
		read.forEach((response) => response.end());
	});
	const kinds = results.map(({ kind }) => kind).sort();
	expect(kinds).toEqual(['none', 'response', 'response', 'response']);
});

it('the time limit counts while they wait, and those that it ends hold up no other', async () => {
	let ended = 0;
	const results = await withAnswers(
		7,
		async (answers, read) => {
			read.splice(0).forEach((response) => response.end());
			await until(() => read.length === 1);
			answers.forEach((response) => response.end());
		},
		() => BODY,
		async (http, index, read) => {
			if (index < 3) return await http.call(CALL);
			await until(() => read.length === 3);
			if (index === 6) await until(() => ended === 3);
			const result = await http.call({ ...CALL, timeoutSeconds: index === 6 ? 30 : 0.5 });
			ended++;
			return result;
		},
	);
	const kinds = results.map(({ kind }) => kind);
	const [came, late] = ['response', 'none'];
	expect(kinds).toEqual([came, came, came, late, late, late, came]);
	expect(results[3]).toMatchObject({ code: 'ETIMEDOUT' });
});

it('one is read up to its limit, and no further', async () => {
	const maxResponseBytes = BODY.length;
	const [result] = await withAnswers(
		1,
		async () => {},
		() => BODY,
		async (http) => await http.call({ ...CALL, maxResponseBytes, timeoutSeconds: 5 }),
	);
	expect(result).toMatchObject({ kind: 'response' });
	expect((result as { text: string }).text.length).toBe(maxResponseBytes);
});

it('n8n gets on between the work on one and on the next', async () => {
	let turn = 0;
	let counting = true;
	const count = () => {
		turn++;
		if (counting) setImmediate(count);
	};
	count();
	const turns: number[] = [];
	await withAnswers(
		10,
		async (answers) => {
			await aMoment();
			answers.forEach((response) => response.end());
		},
		() => BODY.subarray(0, 900_000),
		async (http) => {
			const result = await http.call(CALL);
			turns.push(turn);
			return result;
		},
	);
	counting = false;
	expect(new Set(turns).size).toBe(10);
});

it('one of less than a MiB, as that of a paid call, waits for no other to come', async () => {
	let small: HttpResult | undefined;
	await withAnswers(
		4,
		async (answers) => {
			await until(() => small !== undefined);
			answers.forEach((response) => response.end());
		},
		(request) => (request.url === '/small' ? BODY.subarray(0, 900_000) : BODY),
		async (http, index, read) => {
			if (index < 3) return await http.call(CALL);
			await until(() => read.length === 3);
			return (small = await http.call({ ...CALL, path: '/small' }));
		},
	);
	expect(small).toMatchObject({ kind: 'response', text: 'x'.repeat(900_000) });
});
