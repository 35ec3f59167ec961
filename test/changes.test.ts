import type { INodeParameters } from 'n8n-workflow';
import { runNode } from './support/engine';
import { bytesOf, fixture, storedFile } from './support/files';
import { credentials, modelField, options } from './support/parameters';
import { failureOf, workflow } from './support/runs';
import { shorten, shortPauses } from './support/time';
import { useGateway } from './support/useGateway';
import { useXai } from './support/useXai';

const xai = useXai();
const gateway = useGateway();

beforeEach(() => {
	shortPauses();
});

/** The node with a credential for xAI. */
function atXai(parameters: INodeParameters, more: Parameters<typeof workflow>[2] = {}) {
	const own = { resource: 'video', prompt: 'Make it snow', ...options({ pollInterval: 1 }) };
	return workflow(
		xai,
		{ ...own, ...parameters },
		{ credentials: credentials(xai, { protocol: 'xai' }), ...more },
	);
}

const clip = async () => [
	{ json: {}, binary: { data: await storedFile(fixture('sample.mp4'), 'video/mp4') } },
];

describe.each(['edit', 'extend'])('%s', (operation) => {
	it('makes a new video of the file that an earlier step gave', async () => {
		const { output } = await runNode(atXai({ operation }, { input: await clip() }));
		const [task] = xai.tasks;
		expect(output[0].json).toMatchObject({ task_id: task.id, status: 'SUCCESS' });
		expect((await bytesOf(output[0].binary!.data)).subarray(4, 8).toString()).toBe('ftyp');
	});

	it('uploads a large file and sends no more than its ID', async () => {
		shorten('UPLOAD_FROM_BYTES', 1000);
		await runNode(atXai({ operation }, { input: await clip() }));
		expect(xai.tasks[0].body.video).toEqual({ file_id: expect.any(String) });
		expect(xai.files.size).toBeGreaterThan(0);
	});

	it('is refused before anything is sent where the provider does not offer it', async () => {
		const own = { resource: 'video', operation, prompt: 'Make it snow' };
		const { message, description } = await failureOf(
			workflow(gateway, own, { input: await clip() }),
		);
		expect(message).toMatch(/does not offer (editing|extending) videos/);
		expect(description).toContain('Use an xAI credential.');
		expect(gateway.requests).toHaveLength(0);
	});

	it('is refused for a model that cannot, naming the one that can', async () => {
		const model = modelField('grok-imagine-video-1.5');
		const { message, description } = await failureOf(
			atXai({ operation, model }, { input: await clip() }),
		);
		expect(message).toContain('is not supported by grok-imagine-video-1.5');
		expect(description).toContain('grok-imagine-video');
		expect(xai.requests).toHaveLength(0);
	});
});
