using System.Security.Cryptography;
using System.Text;
using Crm.Platform.Data;
using Crm.Platform.Files;
using Crm.Platform.Files.Tables;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace Crm.Surveys.Features.AnswerImports;

/// <summary>Reads a file of answers, keeps its rows and guesses what its columns are; nothing else changes yet.</summary>
[Needs("surveys.write")]
internal static class StartAnswerImport
{
    public sealed record Command : IRequest<long>
    {
        public AnswerImportKind Kind { get; init; }

        /// <summary>Id of a survey, "new", or nothing: as for the last file with these headings, else a new one.</summary>
        public string? Into { get; init; }

        public string FileName { get; init; } = "";

        /// <summary>A stream that can seek.</summary>
        public Stream? Content { get; init; }

        /// <summary>Where the content does not tell it.</summary>
        public string? Encoding { get; init; }

        public string? Separator { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.Kind).IsInEnum();
            RuleFor(c => c.Content).NotNull().OverridePropertyName("File");
            RuleFor(c => c.Encoding).Must(e => string.IsNullOrEmpty(e) || TextEncoding.Names.Contains(e)).WithMessage(_ => texts["surveys.import.encoding.unknown"]);
            RuleFor(c => c.Separator).Must(s => string.IsNullOrEmpty(s) || CsvTable.Names.Contains(s)).WithMessage(_ => texts["surveys.import.separator.unknown"]);
            RuleFor(c => c.Into).Must(i => i is null or "" or "new" || long.TryParse(i, out _)).WithMessage(_ => texts["surveys.from.unknown"]);
        }
    }

    public sealed class Handler(SurveysDb db, IConfiguration configuration, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        const int Part = 5000, Sample = 500;

        public async Task<long> Handle(Command request, CancellationToken cancellationToken)
        {
            var import = new AnswerImport(request.Kind, FileNames.Clean(request.FileName), user.Id, clock.GetUtcNow());
            await using var transaction = await db.Begin(cancellationToken);
            db.AnswerImports.Add(import);
            // A file that turns out bad in its last row leaves nothing behind.
            using var table = TableFile.Open(request.Content!, import.FileName, new ReadChoice(request.Encoding, request.Separator), ImportLimits.Of(configuration));
            List<string> headers = [.. table.Headers];
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001f', headers))));
            import.Read(table.Format, headers, hash, new());
            await db.SaveChangesAsync(cancellationToken);
            var (count, seen) = (0, new Dictionary<ulong, int>());
            foreach (var part in table.Rows().Chunk(Part))
            {
                if (count == 0) import.Read(table.Format, headers, hash, await Guess(request, import, [.. part.Take(Sample).Select(r => r.Cells)], cancellationToken));
                await db.CopyIn(part.Select(row => new AnswerImportRow { ImportId = import.Id, Line = row.Line, Cells = row.Cells, Key = KeyOf(row.Cells, seen) }), cancellationToken);
                count += part.Length;
            }
            import.Counted(count);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return import.Id;
        }

        async Task<AnswerImportSettings> Guess(Command request, AnswerImport import, IReadOnlyList<string[]> sample, CancellationToken ct)
        {
            var earlier = string.IsNullOrEmpty(request.Into)
                ? await db.AnswerImports.AsNoTracking().Where(i => i.HeadersHash == import.HeadersHash && i.Kind == import.Kind && i.State == AnswerImportState.Done && i.SurveyId != null).OrderByDescending(i => i.Id).FirstOrDefaultAsync(ct) : null;
            if (earlier is not null) return earlier.Settings with { SurveyId = earlier.SurveyId, WaveId = null, WaveTitle = "" };
            var survey = long.TryParse(request.Into, out var id) ? await db.Latest(id, nameof(Command.Into), ct) : null;
            var title = Path.GetFileNameWithoutExtension(import.FileName);
            return new()
            {
                SurveyId = survey?.SurveyId, Title = title, Columns = AnswerGuess.Of(import.Kind, import.Headers, sample, survey?.Definition),
                Origin = import.Kind == AnswerImportKind.Answers ? "" : title[..Math.Min(title.Length, 100)],
            };
        }

        /// <summary>A row without an id is its content and its place among those that look alike: so a second import changes nothing, and true repeats stay.</summary>
        static string KeyOf(string[] cells, Dictionary<ulong, int> seen)
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001f', cells)));
            var number = seen[BitConverter.ToUInt64(hash)] = seen.GetValueOrDefault(BitConverter.ToUInt64(hash)) + 1;
            return $"row:{Convert.ToHexStringLower(hash.AsSpan(0, 12))}:{number}";
        }
    }
}
