import { OnggiError, type LocalizedText } from '@onggi/platform';

/** A file of an evaluation set that is not as it should be. */
export class EvaluationSetError extends OnggiError {
  /**
   * @param place file name, with the line's number from 1 where one line is at fault
   * @param fault what is wrong with it
   */
  constructor(place: { file: string; line?: number }, fault: LocalizedText, remedy: LocalizedText) {
    const at = place.line === undefined ? place.file : `${place.file}:${place.line}`;
    super({
      code: 'EVALUATION_SET_INVALID',
      httpStatus: 400,
      message: { ko: `${at}: ${fault.ko}`, en: `${at}: ${fault.en}` },
      remedy,
      data: { ...place },
    });
  }
}
