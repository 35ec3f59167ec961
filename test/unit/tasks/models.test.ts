import { readProvider } from '../../../nodes/GrokVideo/input/credential';
import { videoModels, type ModelEntry } from '../../../nodes/GrokVideo/tasks/models';

const apixgo = readProvider({ provider: 'apixgo', apiKey: 'sk-secret' });
const CHAT = { supported_endpoint_types: ['openai'] };
const CHAT_AND_VIDEO = { supported_endpoint_types: ['openai', 'openai-video'] };
const videoModelIds = (entries: ModelEntry[]) => videoModels(entries, apixgo).map(({ id }) => id);

it('lists known models in the order of the table, then other Grok models, then others by name', () => {
	const list = ['b-video', 'grok-video-9', 'grok-video-1.5', 'a-video', 'grok-image-video'];
	expect(videoModelIds(list.map((id) => ({ id })))).toEqual([
		'grok-image-video',
		'grok-video-1.5',
		'grok-video-9',
		'a-video',
		'b-video',
	]);
});

it("recognizes OpenRouter's IDs and lists Grok models first", () => {
	const list = ['google/veo-3.1', 'x-ai/grok-imagine-video', 'x-ai/grok-imagine-video-1.5'];
	expect(videoModelIds(list.map((id) => ({ id, supported_durations: [4] })))).toEqual([
		'x-ai/grok-imagine-video-1.5',
		'x-ai/grok-imagine-video',
		'google/veo-3.1',
	]);
});

it.each<[string, ModelEntry, boolean]>([
	['chat and video endpoints', { id: 'x', ...CHAT_AND_VIDEO }, true],
	['a chat endpoint', { id: 'video-chat', ...CHAT }, false],
	['a known model with a wrong endpoint', { id: 'grok-image-video', ...CHAT }, true],
	['video output', { id: 'x', output_modalities: ['video'] }, true],
	['image output', { id: 'grok-imagine-image', output_modalities: ['image'] }, false],
	['a field for durations', { id: 'x', supported_durations: null }, true],
	['video in the ID', { id: 'veo-Video' }, true],
	['imagine in the ID', { id: 'my-imagine-1.5' }, true],
	['an empty list of endpoints', { id: 'my-video', supported_endpoint_types: [] }, true],
	['no hint of video', { id: 'mystery' }, false],
])('decides whether a model generates videos: %s', (_name, entry, isVideo) => {
	expect(videoModelIds([entry, { id: 'other-video' }]).includes(entry.id)).toBe(isVideo);
});

it.each<[string[], string]>([
	[[], 'Its model list is empty.'],
	[['a', 'b'], 'It offers other models: a, b.'],
	[['a', 'b', 'c', 'd', 'e', 'f'], 'It offers other models: a, b, c, d, e and more.'],
])('throws if the models %j generate no videos', (list, reason) => {
	expect(() => videoModelIds(list.map((id) => ({ id, ...CHAT })))).toThrow(
		expect.objectContaining({
			message: 'Apixgo offers no video model to this API key',
			details: {
				description: `${reason} Enable a video model for the key's group in the console of Apixgo.`,
			},
		}),
	);
});
