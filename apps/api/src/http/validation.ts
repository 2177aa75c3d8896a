import 'reflect-metadata';
import { ValidationPipe, type ArgumentMetadata, type PipeTransform, type ValidationError } from '@nestjs/common';
import { InvalidInputError } from '@onggi/platform';

const acceptsUnknownFields = Symbol('acceptsUnknownFields');

/** For bodies whose shape others define and extend: what is not declared is dropped instead of refused. */
export const AcceptsUnknownFields = (): ClassDecorator => (target) =>
  Reflect.defineMetadata(acceptsUnknownFields, true, target);

/** Request bodies by their DTO: unknown fields are refused by name, so that a misspelt option never passes unnoticed. */
export class BodyValidationPipe implements PipeTransform {
  private readonly strict = pipe({ forbidNonWhitelisted: true });
  private readonly lenient = pipe({ forbidNonWhitelisted: false });

  transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const open =
      metadata.metatype !== undefined && Reflect.getMetadata(acceptsUnknownFields, metadata.metatype) === true;
    return (open ? this.lenient : this.strict).transform(value, metadata) as Promise<unknown>;
  }
}

function pipe(options: { forbidNonWhitelisted: boolean }): ValidationPipe {
  return new ValidationPipe({
    ...options,
    transform: true,
    whitelist: true,
    exceptionFactory: (errors) => {
      const fields = errors.flatMap((error) => problems(error));
      return new InvalidInputError(
        { ko: `보낸 값이 올바르지 않습니다: ${fields.join('; ')}`, en: `The input is not valid: ${fields.join('; ')}` },
        {
          ko: '적힌 항목을 고쳐 다시 보내세요. 형식은 /api/openapi.json 에 있습니다.',
          en: 'Correct the fields named and send it again; /api/openapi.json has the format.',
        },
      );
    },
  });
}

function problems(error: ValidationError, parent = ''): string[] {
  const field = `${parent}${error.property}`;
  return [
    ...Object.values(error.constraints ?? {}).map((text) => text.replace(error.property, field)),
    ...(error.children ?? []).flatMap((child) => problems(child, `${field}.`)),
  ];
}
