import type { INodeParameters } from 'n8n-workflow';
import { images, IMAGE_URL, modelField } from './helpers';

export const rows = (count: number, row: INodeParameters = { url: IMAGE_URL }) =>
	images(...Array.from({ length: count }, () => row));
export const oneImage = (parameters: INodeParameters = {}) => ({
	model: modelField('grok-video-1.5'),
	imageUrl: IMAGE_URL,
	...parameters,
});
export const options = (own: INodeParameters) => ({ options: own });
/** A model that only an expression names, so that the editor cannot hide fields. */
export const byExpression = (id: string) => modelField(`={{ '${id}' }}`, 'id');

type Case = [what: string, parameters: INodeParameters, message: string, advice: string];

/** Requests that must not be sent, with words of the error and of its advice. */
export const BAD_REQUESTS: Case[] = [
	['no prompt', { prompt: `={{ '' }}` }, 'Prompt is empty', 'Describe'],
	['a prompt of spaces', { prompt: ' \n' }, 'Prompt is empty', 'Describe'],
	['no model', { model: byExpression('') }, 'Model is empty', 'list'],
	['half a second', { seconds: 4.5 }, 'Seconds must be a whole number from 1 to 15', '15'],
	['16 seconds', { seconds: 16 }, 'Seconds must be a whole number from 1 to 15, not 16', '15'],
	['no second', { seconds: 0 }, 'Seconds must be a whole number from 1 to 15, not 0', '15'],
	['a word for seconds', { seconds: '={{ "six" }}' }, 'whole number from 1 to 15, not "six"', '15'],
	['20 s of images', { ...rows(2), seconds: 20 }, 'whole number from 1 to 15, not 20', '15'],
	[
		'half a second of an unknown model',
		{ model: modelField('grok-video-2-preview', 'id'), seconds: 1.5 },
		'Seconds must be a whole number, not 1.5',
		'e.g. 4',
	],
	[
		'a ratio of no model',
		{ aspectRatio: '21:9' },
		'Aspect Ratio 21:9 is not supported',
		'16:9, 9:16',
	],
	[
		'a ratio of the other model',
		oneImage({ aspectRatio: '1:1' }),
		'Aspect Ratio 1:1 is not supported by grok-video-1.5',
		'Use one of: 16:9, 9:16.',
	],
	['a high resolution', { resolution: '4k' }, 'Resolution 4k is not supported', '720p, 480p'],
	['an empty resolution', { resolution: '' }, 'Resolution is empty', '720p, 480p'],
	[
		'an image mode without image',
		{ mode: 'image', imageUrl: `={{ '' }}` },
		'Image URL is empty',
		'https://',
	],
	[
		'1.5 without image',
		oneImage({ imageUrl: '={{ undefined }}' }),
		'Image URL is empty',
		'https://',
	],
	[
		'an expression that gives no image',
		{ mode: 'image', imageUrl: '={{ [] }}' },
		'Image URL is empty',
		'https://',
	],
	[
		'1.5 with two images',
		oneImage({ imageUrl: `={{ ['${IMAGE_URL}', '${IMAGE_URL}'] }}` }),
		'Reference Images: grok-video-1.5 takes exactly 1 image, but there are 2',
		'Leave some images out',
	],
	[
		'1.5 by expression with a list of two',
		{ ...rows(2), model: byExpression('grok-video-1.5') },
		'takes exactly 1 image, but there are 2',
		'Leave some',
	],
	['images without image', images(), 'Reference Images is empty', '"Mode"'],
	['8 images', rows(8), 'grok-image-video takes at most 7 images, but there are 8', 'Leave some'],
	[
		'a missing URL among others',
		images({ url: IMAGE_URL }, { url: '' }),
		'Reference Images, image 2, URL is empty',
		'https://',
	],
	[
		'bare base64 of a PNG',
		oneImage({ imageUrl: 'iVBORw0KGgoAAAANSUhEUg==' }),
		'Image URL is bare base64',
		'Add data:image/png;base64, in front',
	],
	[
		'bare base64 of a JPEG',
		images({ url: '/9j/4AAQSkZJRg==' }),
		'Reference Images, image 1, URL is bare base64',
		'Add data:image/jpeg;base64, in front',
	],
	['long bare base64', oneImage({ imageUrl: 'QUJD'.repeat(40) }), 'is bare base64', 'image/png'],
	['a path', oneImage({ imageUrl: '/tmp/x.png' }), 'Image URL is not a web address', 'https://'],
	['another protocol', oneImage({ imageUrl: 'ftp://a.b/c.png' }), 'not a web address', 'https://'],
	[
		'a list as an object',
		oneImage({ imageUrl: '={{ {u: 1} }}' }),
		'not a web address: {"u":1}',
		'',
	],
	[
		'two addresses in one field',
		oneImage({ imageUrl: `${IMAGE_URL}\n${IMAGE_URL}` }),
		'Image URL holds more than one address',
		'"Multiple Images to Video"',
	],
	[
		'a data URL of a text',
		oneImage({ imageUrl: 'data:text/plain;base64,QUJD' }),
		'Image URL is not a complete data URL of an image',
		'data:image/png;base64,',
	],
	['an empty data URL', oneImage({ imageUrl: 'data:image/png;base64,' }), 'complete data URL', ''],
	[
		'a binary field that is not there',
		oneImage({ imageSource: 'binary', imageBinaryField: 'photo' }),
		'Image Binary Field: the item has no binary field "photo"',
		'It has: text, page.',
	],
	[
		'a binary field that holds a text',
		images({ source: 'binary', binaryField: 'text' }),
		'Reference Images, image 1, Binary Field: the binary field "text" is not an image',
		'PNG, JPEG or WebP',
	],
	[
		'a web page that says it is an image',
		oneImage({ imageSource: 'binary', imageBinaryField: 'page' }),
		'the binary field "page" is not an image that can be sent (image/png)',
		'PNG',
	],
	[
		'no binary field',
		images({ source: 'binary', binaryField: ' , ' }),
		'Binary Field is empty',
		'',
	],
	[
		'input_reference with two images',
		{ ...rows(2), ...options({ requestForm: 'input_reference' }) },
		'Request Form "Input Reference" takes one image, but there are 2',
		'"Automatic"',
	],
	[
		'an unknown request form',
		options({ requestForm: '={{ "files" }}' }),
		'Request Form "files" is not known',
		'image_urls',
	],
	[
		'an extra body of text',
		options({ extraBody: 'seed=1' }),
		'Extra Body must be a JSON object',
		'',
	],
	[
		'an extra body of a list',
		options({ extraBody: '[1]' }),
		'Extra Body must be a JSON object',
		'',
	],
	[
		'an extra body that overrides fields',
		options({ extraBody: '{"prompt":"x","seed":1,"image_urls":[]}' }),
		'Extra Body must not set prompt, image_urls',
		'own fields',
	],
];
