import { startOpenRouter } from './openRouter/openRouter';
import type { JsonObject } from './types';
import { useServer } from '../support/standIns';

const server = useServer(startOpenRouter, {});
const part = { type: 'image_url', image_url: { url: 'https://example.com/a.png' } };

async function create(body: object = {}) {
	const response = await fetch(`${server.url}/v1/videos`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${server.key}` },
		body: JSON.stringify({
			model: 'x-ai/grok-imagine-video-1.5',
			prompt: 'A boat',
			duration: 6,
			...body,
		}),
	});
	return { status: response.status, body: (await response.json()) as JsonObject };
}

it.each<[string, object, number]>([
	['a field that it does not know', { seconds: '6' }, 400],
	['another resolution', { resolution: '4K' }, 400],
	['a last frame', { frame_images: [{ ...part, frame_type: 'last_frame' }] }, 400],
	[
		'a first frame besides references',
		{ frame_images: [{ ...part, frame_type: 'first_frame' }], input_references: [part] },
		500,
	],
	['another model', { model: 'x-ai/grok-9' }, 404],
])('refuses %s', async (_what, body, code) => {
	expect(await create(body)).toMatchObject({ status: code, body: { error: { code } } });
	expect(server.tasks).toHaveLength(0);
});

it('takes a key on its website for a leak', async () => {
	const site = server.url.replace('/api', '/v1/videos/models');
	await fetch(site, { headers: { Authorization: `Bearer ${server.key}` } });
	expect(server.keyLeaks.splice(0)).toMatchObject([{ host: 'api', path: '/v1/videos/models' }]);
});
