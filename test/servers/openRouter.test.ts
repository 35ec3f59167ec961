import { startOpenRouter } from './openRouter/openRouter';
import type { JsonObject } from './types';
import { useServer } from '../support/standIns';

const server = useServer(startOpenRouter, {});
const image = { type: 'image_url', image_url: { url: 'https://example.com/a.png' } };

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
	['an unknown field', { seconds: '6' }, 400],
	['an unsupported resolution', { resolution: '4K' }, 400],
	['a last frame', { frame_images: [{ ...image, frame_type: 'last_frame' }] }, 400],
	[
		'a first frame with references',
		{ frame_images: [{ ...image, frame_type: 'first_frame' }], input_references: [image] },
		500,
	],
	['an unknown model', { model: 'x-ai/grok-9' }, 404],
])('rejects %s', async (_name, body, code) => {
	expect(await create(body)).toMatchObject({ status: code, body: { error: { code } } });
	expect(server.tasks).toHaveLength(0);
});

it('records a key sent to its website as a leak', async () => {
	const site = server.url.replace('/api', '/v1/videos/models');
	await fetch(site, { headers: { Authorization: `Bearer ${server.key}` } });
	expect(server.keyLeaks.splice(0)).toMatchObject([{ host: 'api', path: '/v1/videos/models' }]);
});
