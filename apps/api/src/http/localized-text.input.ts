import { IsString, Length } from 'class-validator';

/** A text in both languages, as a request gives it. */
export class LocalizedTextInput {
  @IsString()
  @Length(0, 20_000)
  ko!: string;

  @IsString()
  @Length(0, 20_000)
  en!: string;
}
