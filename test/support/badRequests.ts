import type { INodeParameters } from 'n8n-workflow';
import {
	byExpression,
	images,
	IMAGE_URL,
	modelField,
	oneImage,
	options,
	sameImage,
} from './parameters';

type Case = [what: string, parameters: INodeParameters, message: string, description: string];

const DURATION = "'Duration (Seconds)' must be a whole number from 1 to 15";

/** Requests that must not be sent, with parts of the error and of its description. */
export const BAD_REQUESTS: Case[] = [
	[
		'an empty prompt by expression',
		{ prompt: `={{ '' }}` },
		"'Prompt' is empty",
		'Describe the video. If the field holds an expression, it returns nothing for this item.',
	],
	['a prompt of spaces', { prompt: ' \n' }, "'Prompt' is empty", 'Describe'],
	['a list as prompt', { prompt: '={{ [1] }}' }, "'Prompt' must be a text, not a list", 'pick'],
	[
		'an object inside the prompt',
		{ prompt: '=A {{ {color: "red"} }} car' },
		"'Prompt' contains [object Object]",
		'{{ $json.title }}',
	],
	['no model', { model: byExpression('') }, "'Model' is empty", 'list'],
	['16 seconds', { seconds: 16 }, `${DURATION}, not 16`, 'up to 15 seconds'],
	['nothing for seconds', { seconds: '={{ undefined }}' }, `${DURATION}, not nothing`, '15'],
	['a long text for seconds', { seconds: '={{ "x".repeat(99) }}' }, `not "${'x'.repeat(59)}…`, ''],
	['20 s of images', { ...sameImage(2), seconds: 20 }, `${DURATION}, not 20`, '15'],
	[
		'half a second of an unknown model',
		{ model: modelField('grok-video-2-preview', 'id'), seconds: 1.5 },
		"'Duration (Seconds)' must be a whole number, at least 1, not 1.5",
		'e.g. 4',
	],
	[
		'a ratio of the other model',
		oneImage({ aspectRatio: '1:1' }),
		"'Aspect Ratio' 1:1 is not supported by grok-video-1.5",
		'Use one of: 16:9, 9:16.',
	],
	['a high resolution', { resolution: '4k' }, "'Resolution' 4k is not supported", '720p, 480p'],
	[
		'an image mode without image',
		{ inputMode: 'image', imageUrl: `={{ '' }}` },
		"'Image URL' is empty",
		'https://',
	],
	[
		'1.5 by expression in the mode for text',
		{ model: byExpression('grok-video-1.5') },
		'grok-video-1.5 needs one image',
		"Set 'Mode' to 'Image to Video'.",
	],
	[
		'an expression that returns an empty list',
		{ inputMode: 'image', imageUrl: '={{ [] }}' },
		"'Image URL' is an empty list",
		'at least one link',
	],
	[
		'1.5 by expression with a list of two',
		{ ...sameImage(2), model: byExpression('grok-video-1.5') },
		'grok-video-1.5 takes exactly one image, but got 2',
		'Provide exactly one image.',
	],
	[
		'an unknown mode',
		{ inputMode: '={{ "movie" }}', imageUrl: IMAGE_URL },
		`'Mode' cannot be "movie"`,
		"'Text to Video' (text), 'Image to Video' (image), 'Multiple Images to Video' (images).",
	],
	['images without image', images(), "'Reference Images' is empty", "'Mode'"],
	['8 images', sameImage(8), 'grok-image-video takes at most 7 images, but got 8', 'Remove some'],
	[
		'a missing URL among others',
		images({ url: IMAGE_URL }, { url: '' }),
		"'Reference Images', image 2, 'URL' is empty",
		'https://',
	],
	[
		'bare base64 of a PNG',
		oneImage({ imageUrl: 'iVBORw0KGgoAAAANSUhEUg==' }),
		"'Image URL' lacks the data:image/png;base64, prefix",
		'Put data:image/png;base64, in front',
	],
	[
		'bare base64 of a JPEG',
		images({ url: '/9j/4AAQSkZJRg==' }),
		"'Reference Images', image 1, 'URL' lacks the data:image/jpeg;base64, prefix",
		'in front',
	],
	[
		'a long path, which is shortened',
		oneImage({ imageUrl: `/${'x'.repeat(150)}.png` }),
		`not a web address: /${'x'.repeat(99)}`,
		'',
	],
	['a path', oneImage({ imageUrl: '/tmp/x.png' }), "'Image URL' is not a web address", 'https://'],
	[
		'an object as a link',
		oneImage({ imageUrl: '={{ {u: 1} }}' }),
		"'Image URL' must be a text, not an object",
		'pick the text in it',
	],
	...['\n', ', ', '；'].map((separator): Case => [
		`two links with ${JSON.stringify(separator)} between them in a field for one image`,
		oneImage({ imageUrl: `${IMAGE_URL}${separator}http://example.com/2.png` }),
		"'Image URL' contains more than one link",
		"'Multiple Images to Video'",
	]),
	[
		'a share link of Google Drive',
		oneImage({ imageUrl: 'https://drive.google.com/file/d/1aB/view?usp=sharing' }),
		"'Image URL' is a share link of Google Drive, which opens a web page",
		'Download the file in an earlier node',
	],
	[
		'a data URL with something behind its end',
		oneImage({ imageUrl: 'data:image/png;base64,iVBORw0KGgo=!' }),
		'complete data URL',
		'',
	],
	[
		'a data URL of a web page that claims to be a JPEG',
		oneImage({ imageUrl: `data:image/jpeg;base64,${btoa('<!doctype html><p>Sign in')}` }),
		"'Image URL': the data URL is not an image that can be sent (image/jpeg)",
		'JPEG, PNG or WebP',
	],
	[
		'a binary field that does not exist',
		oneImage({ imageSource: 'binary', imageBinaryField: 'photo' }),
		"'Input Data Field Name': the item has no file in the field 'photo'",
		'It has: text, page, svg, empty.',
	],
	[
		'a binary field with the name of a property of all objects',
		oneImage({ imageSource: 'binary', imageBinaryField: 'constructor' }),
		"the item has no file in the field 'constructor'",
		'It has: text',
	],
	[
		'a binary field that contains a text',
		images({ source: 'binary', binaryField: 'text' }),
		"'Reference Images', image 1, 'Input Data Field Name': the file in the field 'text' is not an image",
		'JPEG, PNG or WebP',
	],
	[
		'an SVG with a byte-order mark',
		oneImage({ imageSource: 'binary', imageBinaryField: 'svg' }),
		"the file in the field 'svg' is not an image that can be sent (image/svg+xml)",
		'PNG',
	],
	[
		'a file of a Code node without data',
		oneImage({ imageSource: 'binary', imageBinaryField: 'empty' }),
		"the file in the field 'empty' has no content",
		"as base64 in the field's 'data'",
	],
	[
		'nothing as binary field',
		oneImage({ imageSource: 'binary', imageBinaryField: '={{ undefined }}' }),
		"'Input Data Field Name' is empty",
		'e.g. data',
	],
	[
		'no binary field',
		images({ source: 'binary', binaryField: ' ,，' }),
		"'Input Data Field Name' is empty",
		'',
	],
	[
		'input_reference with two images',
		{ ...sameImage(2), ...options({ requestForm: 'input_reference' }) },
		"'Input Reference' in 'Request Form' takes one image, but got 2",
		"'Automatic'",
	],
	[
		'an unknown request form',
		options({ requestForm: '={{ "files" }}' }),
		`'Request Form' cannot be "files"`,
		'Use one of: auto, image_urls, input_reference, reference_images',
	],
	...['seed=1', '[1]', '={{ undefined }}', '={{ new Date() }}', '={{ [] }}', '={{ /x/ }}'].map(
		(extraBody): Case => [
			`an extra body of ${extraBody}`,
			options({ extraBody }),
			"'Extra Body' must be a JSON object",
			'{"user": "customer-42"}',
		],
	),
	[
		'an extra body that overrides fields',
		options({ extraBody: '{"prompt":"x","seed":1,"image_urls":[]}' }),
		"'Extra Body' must not set prompt, image_urls",
		'own fields',
	],
	[
		'an extra body that becomes another object in JSON',
		options({ extraBody: '={{ {seed: 1, toJSON: () => ({seconds: 15})} }}' }),
		"'Extra Body' must not set seconds",
		'own fields',
	],
];
