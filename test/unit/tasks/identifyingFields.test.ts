import type { INodeParameters } from 'n8n-workflow';
import { identifyingFields } from '../../../nodes/GrokVideo/tasks/identifyingFields';
import { images, modelField, options } from '../../support/parameters';
import { description } from '../../support/descriptionFields';

const A = { source: 'url', url: 'https://example.com/a.png' };
const FORM = { requestForm: 'stock', extraBody: '{"seed":1}' };
const FIRST: INodeParameters = {
	...{ resource: 'video', operation: 'createAndWait', prompt: 'A red car' },
	...{ model: modelField('grok-image-video'), ...images(A), ...options(FORM) },
};

const textOf = (parameters: INodeParameters) =>
	JSON.stringify(identifyingFields(parameters, description.properties));
const reversed = (fields: INodeParameters) =>
	Object.fromEntries(Object.entries(fields).reverse()) as INodeParameters;

it.each<[string, INodeParameters]>([
	['the order of fields', reversed(FIRST)],
	['the order of options', { ...FIRST, ...options(reversed(FORM)) }],
	['the order inside of a field', { ...FIRST, ...images(reversed(A)) }],
	['waiting', { ...FIRST, operation: 'create' }],
	['how the model was picked', { ...FIRST, model: modelField('grok-image-video ', 'id') }],
	['spaces', { ...FIRST, prompt: ' A red car\n' }],
	['a default', { ...FIRST, aspectRatio: '16:9' }],
	['the default of an option', { ...FIRST, ...options({ ...FORM, imagesAs: 'data' }) }],
	['the download', { ...FIRST, downloadVideo: false, simplify: false }],
	['limits', { ...FIRST, ...options({ ...FORM, maxWait: 1, maxVideos: 2 }) }],
])('%s: the video stays the same', (_what, changed) => {
	expect(textOf(changed)).toBe(textOf(FIRST));
});

it.each<[string, INodeParameters]>([
	['prompt', { prompt: 'A blue car' }],
	['operation', { operation: 'edit' }],
	['model', { model: modelField('grok-video-1.5') }],
	['image', images({ ...A, url: 'https://example.com/b.png' })],
	['second image', images(A, A)],
	['option', options({ ...FORM, requestForm: 'auto' })],
	['duration, the default of a create', { seconds: 4 }],
	['duration, the default of an extension', { seconds: 6 }],
	['public link, which nobody gets by default', options({ ...FORM, publicLinkDays: 7 })],
	['empty field', { prompt: null as never }],
])('another %s: another video', (_what, changes) => {
	expect(textOf({ ...FIRST, ...changes })).not.toBe(textOf(FIRST));
});
