import type { Fault } from '../servers/xai/xai';
import { call, download, generate, resultOf, useXai } from '../support/useXai';

const xai = useXai();

describe('a fault', () => {
	it.each<[Fault, number]>([
		['reset', 0],
		['reset-after', 1],
	])('%s breaks a create and leaves %i tasks behind', async (fault, tasks) => {
		xai.fail('create', fault);
		await expect(generate(xai)).rejects.toThrow();
		expect(xai.tasks).toHaveLength(tasks);
		expect(xai.billedUsd).toBe(tasks * 0.48);
	});

	it.each(['truncate', 'short'] as const)('%s breaks a download off', async (fault) => {
		const { url } = await resultOf(xai, {});
		xai.fail('file', fault);
		await expect(download(url)).rejects.toThrow('terminated');
		await xai.idle();
		expect(xai.tasks[0]).toMatchObject({ downloads: 1, aborted: 1 });
	});

	it('is a dead address until the status is asked again, or one that leads elsewhere', async () => {
		const { url } = await resultOf(xai, { expired: true, resultUrl: 'redirect-file' });
		expect((await download(url)).response.status).toBe(403);
		const { url: second } = (await call(xai, `/v1/videos/${xai.tasks[0].id}`)).body.video as {
			url: string;
		};
		const { response } = await download(second, { Range: 'bytes=0-9' });
		expect([response.status, response.redirected]).toEqual([206, true]);
	});

	it('of chance answers in words of this server', async () => {
		xai.chaos({ seed: 3, rate: 1, kinds: undefined });
		const texts = new Set<string>();
		for (let i = 0; i < 40; i++) {
			texts.add((await call(xai, '/v1/models').catch(() => ({ text: '' }))).text);
		}
		expect([...texts]).toContain('{"code":"resource-exhausted","error":"Too many requests"}');
	});
});
