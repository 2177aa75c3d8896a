import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { InvalidInputError } from '@onggi/platform';

/** Request bodies by their DTO: unknown fields are refused by name, so that a misspelt option never passes unnoticed. */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
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
