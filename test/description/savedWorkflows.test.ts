import type { INodeProperties } from 'n8n-workflow';
import {
	choicesOf,
	credential,
	description,
	fieldsNamed,
	allFields,
} from '../support/descriptionFields';
import { valuesOf } from '../support/editor';
import { createParameters } from '../support/parameters';

/** What saved workflows and credentials contain. None of it may change within a major version. */

/** Type, default and limits of a field in one line. */
function summarize(field: INodeProperties) {
	const parts = [`${field.type} ${JSON.stringify(field.default)}`];
	if (field.required) parts.push('required');
	if (field.noDataExpression) parts.push('fixed');
	if (field.typeOptions) parts.push(JSON.stringify(field.typeOptions));
	return parts.join(', ');
}

it('the node and its credential keep their names', () => {
	expect(description).toMatchObject({
		name: 'grokVideo',
		displayName: 'Grok Video',
		version: 1,
		usableAsTool: true,
		credentials: [{ name: 'grokVideoApi', required: true }],
	});
	expect(credential).toMatchObject({ name: 'grokVideoApi', displayName: 'Grok Video API' });
});

it('all fields keep their names, types, defaults and limits', () => {
	const variants: Record<string, string[]> = {};
	for (const { path, field } of allFields) {
		const summaries = (variants[path] ??= []);
		if (!summaries.includes(summarize(field))) summaries.push(summarize(field));
	}
	expect(variants).toEqual({
		resource: ['options "video", fixed'],
		operation: [
			'options "createAndWait", fixed',
			'options "getMany", fixed',
			'options "getBalance", fixed',
		],
		model: [
			'resourceLocator {"mode":"list","value":"grok-image-video","cachedResultName":"grok-image-video (text or 1–7 images)"}, required',
			'resourceLocator {"mode":"list","value":"grok-imagine-video","cachedResultName":"grok-imagine-video (text or 1–7 images, edits and extends)"}, required',
		],
		inputMode: ['options "text"'],
		prompt: ['string "", required, {"rows":4}'],
		imageSource: ['options "url"'],
		imageUrl: ['string ""'],
		imageBinaryField: ['string "data"'],
		images: ['fixedCollection {}, {"multipleValues":true,"sortable":true}'],
		'images.image.source': ['options "url"'],
		'images.image.url': ['string ""'],
		'images.image.binaryField': ['string "data"'],
		frames: ['fixedCollection {}, {"multipleValues":true,"sortable":true}'],
		'frames.frame.at': ['options "end"'],
		'frames.frame.time': ['number 1, {"minValue":0,"numberPrecision":2}'],
		'frames.frame.source': ['options "url"'],
		'frames.frame.url': ['string ""'],
		'frames.frame.binaryField': ['string "data"'],
		seconds: [
			'options 4',
			'number 4, {"minValue":1,"numberPrecision":0}',
			'number 6, {"minValue":2,"maxValue":10,"numberPrecision":0}',
		],
		videoSource: ['options "binary"'],
		videoUrl: ['string ""'],
		videoBinaryField: ['string "data"'],
		waitForCompletion: ['boolean true'],
		aspectRatio: ['options "16:9"', 'string "16:9"'],
		resolution: ['options "720p"', 'string "720p"'],
		taskId: ['string "", required'],
		downloadVideo: ['boolean true', 'boolean false'],
		outputField: ['string "data"'],
		simplify: ['boolean true'],
		output: ['options "simplified"'],
		selectedFields: ['multiOptions []'],
		options: ['collection {}'],
		'options.extraBody': ['json "{}"'],
		'options.fileName': ['string ""'],
		'options.generateAudio': ['boolean true'],
		'options.imagesAs': ['options "data"'],
		'options.maxCostUsd': ['number 10, {"minValue":0,"numberPrecision":2}'],
		'options.maxParallel': ['number 10, {"minValue":1,"maxValue":100,"numberPrecision":0}'],
		'options.maxVideos': ['number 10, {"minValue":1,"numberPrecision":0}'],
		'options.maxWait': ['number 300, {"minValue":1}'],
		'options.onTimeout': ['options "error"'],
		'options.pollInterval': ['number 5, {"minValue":1}'],
		'options.publicLinkDays': ['number 7, {"minValue":1,"maxValue":30,"numberPrecision":0}'],
		'options.requestForm': ['options "auto"'],
		'options.voices': ['string ""'],
		returnAll: ['boolean true'],
		limit: ['number 50, {"minValue":1}'],
		videoOnly: ['boolean true'],
		'credential.provider': ['options "apixgo"'],
		'credential.baseUrl': ['string "", required'],
		'credential.protocol': ['options "newApi"'],
		'credential.apiKey': ['string "", required, {"password":true}'],
		'credential.header': ['boolean false'],
		'credential.headerName': ['string ""'],
		'credential.headerValue': ['string "", {"password":true}'],
	});
});

it.each([
	['resource', 'video, model, account'],
	['operation', 'create, createAndWait, edit, extend, get, wait', 'getMany', 'getBalance'],
	['inputMode', 'text, image, images', 'text, image'],
	['imageSource', 'binary, url'],
	['images.image.source', 'binary, url'],
	['frames.frame.at', 'end, time'],
	['frames.frame.source', 'binary, url'],
	['videoSource', 'binary, url'],
	['options.imagesAs', 'data, link'],
	['options.onTimeout', 'return, error'],
	['output', 'simplified, raw, selected'],
	['options.requestForm', 'auto, image_urls, input_reference, reference_images, stock'],
	['credential.provider', 'apixgo, constreet, custom, openRouter, xai'],
	['credential.protocol', 'newApi, openAiVideos, openRouter, xai'],
])('the choices of %s keep their values', (path, ...expected) => {
	const valuesIn = (field: INodeProperties) => choicesOf(field).map(({ value }) => value);
	const choices = fieldsNamed(path).map((field) => valuesIn(field).join(', '));
	expect([...new Set(choices)]).toEqual(expected);
});

it('the model is a resource locator with a searchable list and an ID', () => {
	for (const { modes } of fieldsNamed('model')) {
		const typeOptions = { searchListMethod: 'searchModels', searchable: true };
		expect(modes).toEqual([
			expect.objectContaining({ name: 'list', type: 'list', typeOptions }),
			expect.objectContaining({ name: 'id', type: 'string' }),
		]);
	}
});

it.each([
	['createAndWait', true],
	['edit', true],
	['extend', true],
	['wait', true],
	['get', false],
	['create', undefined],
])('%s downloads the video by default: %s', (operation, byDefault) => {
	expect(valuesOf(createParameters({ operation })).downloadVideo).toBe(byDefault);
});
