import type { INodeParameters } from 'n8n-workflow';
import { identifyingFields } from '../../../nodes/GrokVideo/tasks/identifyingFields';
import { images, modelField, options } from '../../support/parameters';
import { description } from '../../support/descriptionFields';

const IMAGE = { source: 'url', url: 'https://example.com/a.png' };
const OPTIONS = { requestForm: 'stock', extraBody: '{"seed":1}' };
const ORIGINAL: INodeParameters = {
	resource: 'video',
	operation: 'createAndWait',
	prompt: 'A red car',
	model: modelField('grok-image-video'),
	...images(IMAGE),
	...options(OPTIONS),
};

const identityOf = (parameters: INodeParameters) =>
	JSON.stringify(identifyingFields(parameters, description.properties));
const reversed = (fields: INodeParameters) =>
	Object.fromEntries(Object.entries(fields).reverse()) as INodeParameters;

it.each<[string, INodeParameters]>([
	['the order of fields', reversed(ORIGINAL)],
	['the order of options', { ...ORIGINAL, ...options(reversed(OPTIONS)) }],
	['the order inside a field', { ...ORIGINAL, ...images(reversed(IMAGE)) }],
	['waiting', { ...ORIGINAL, operation: 'create' }],
	['how the model was picked', { ...ORIGINAL, model: modelField('grok-image-video ', 'id') }],
	['surrounding whitespace', { ...ORIGINAL, prompt: ' A red car\n' }],
	['an explicit default', { ...ORIGINAL, aspectRatio: '16:9' }],
	['an explicit option default', { ...ORIGINAL, ...options({ ...OPTIONS, imagesAs: 'data' }) }],
	['download and output settings', { ...ORIGINAL, downloadVideo: false, simplify: false }],
	['limits', { ...ORIGINAL, ...options({ ...OPTIONS, maxWait: 1, maxVideos: 2 }) }],
])('the identity of a video ignores %s', (_name, parameters) => {
	expect(identityOf(parameters)).toBe(identityOf(ORIGINAL));
});

it.each<[string, INodeParameters]>([
	['the prompt', { prompt: 'A blue car' }],
	['the operation', { operation: 'edit' }],
	['the model', { model: modelField('grok-video-1.5') }],
	['the image', images({ ...IMAGE, url: 'https://example.com/b.png' })],
	['a second image', images(IMAGE, IMAGE)],
	['an option', options({ ...OPTIONS, requestForm: 'auto' })],
	['a duration that is the default of Create', { seconds: 4 }],
	['a duration that is the default of Extend', { seconds: 6 }],
	['a public link with its default duration', options({ ...OPTIONS, publicLinkDays: 7 })],
	['an empty field', { prompt: null as never }],
])('the identity of a video depends on %s', (_name, changes) => {
	expect(identityOf({ ...ORIGINAL, ...changes })).not.toBe(identityOf(ORIGINAL));
});
