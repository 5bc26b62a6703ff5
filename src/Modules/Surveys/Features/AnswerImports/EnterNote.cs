using System.Globalization;
using Crm.Contracts.Customers;
using Crm.Platform.Localization;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Public;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.AnswerImports;

/// <summary>What was listened to.</summary>
internal enum NoteKind { Interview, FocusGroup }

/// <summary>Takes one note of an interview or a focus group as it is typed: what an import of a file with one row makes, at once.</summary>
[Needs("surveys.write")]
internal static class EnterNote
{
    /// <summary>Stands for the headings of a file: by it notes find the wave of the notes before them.</summary>
    const string Typed = "typed note";

    public sealed record Query(long? Customer) : IRequest<View>;

    /// <param name="Into">Questions a note can answer.</param>
    /// <param name="Last">Where one's last note went.</param>
    /// <param name="Customer">Name of the customer that was chosen.</param>
    public sealed record View(IReadOnlyList<Choice> Into, string? Last, string? Customer, DateOnly Today);

    public sealed record Command : IRequest<Result>
    {
        /// <summary>Names this note: sent twice, it is taken once. Left out, it gets a name.</summary>
        public Guid? Key { get; init; }

        public NoteKind? Kind { get; init; }
        public DateOnly? Date { get; init; }
        public long? Customer { get; init; }

        /// <summary>How many took part.</summary>
        public int? People { get; init; }

        /// <summary>Survey and question it answers, "12:comment"; nothing: a topic of its own.</summary>
        public string? Into { get; init; }

        /// <summary>The topic of its own: a survey that is made for it and for the notes that follow.</summary>
        public string? Topic { get; init; }

        public string? Note { get; init; }
    }

    public sealed record Result(long ImportId, long ResponseId);

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.Kind).NotNull().IsInEnum();
            RuleFor(c => c.Date).NotNull();
            RuleFor(c => c.People).InclusiveBetween(1, 1000);
            RuleFor(c => c.Into).Must(i => string.IsNullOrEmpty(i) || Place(i) is not null).WithMessage(_ => texts["surveys.note.into.unknown"]);
            RuleFor(c => c.Topic).NotEmpty().When(c => string.IsNullOrEmpty(c.Into)).MaximumLength(200);
            RuleFor(c => c.Note).NotEmpty().MaximumLength(AnswerSheet.MaxText);
        }
    }

    public sealed class Handler(SurveysDb db, SurveyCache cache, ICustomerDirectory customers, Texts texts, CurrentUser user, InstallationZone zone, TimeProvider clock) : IRequestHandler<Query, View>, IRequestHandler<Command, Result>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var into = (await cache.Latest(db, cancellationToken)).Reverse().Take(200).SelectMany(s => s.Value.Items.Where(i => i.IsText).Select(i => new Choice($"{s.Key}:{i.Key}", $"{s.Value.Title.In(user.Language)} – {i.Text.In(user.Language)}")));
            var last = await db.AnswerImports.AsNoTracking().Where(i => i.ById == user.Id && i.HeadersHash == Typed).OrderByDescending(i => i.Id).Select(i => new { i.SurveyId, i.Settings }).FirstOrDefaultAsync(cancellationToken);
            var customer = request.Customer is { } id ? await customers.Readable(id, cancellationToken) : null;
            return new([.. into], last is null ? null : $"{last.SurveyId}:{last.Settings.Asked.First()}", customer?.Name, zone.DayOf(clock.GetUtcNow()));
        }

        public async Task<Result> Handle(Command request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            if (request.Date > zone.DayOf(now)) throw new RuleException("surveys.import.wrong.dateRange", nameof(Command.Date), $"{request.Date:yyyy-MM-dd}");
            var customer = request.Customer is { } id ? await customers.Readable(id, cancellationToken) ?? throw new RuleException("surveys.note.customer.unknown", nameof(Command.Customer)) : null;
            var key = $"note:{request.Key ?? Guid.CreateVersion7()}";

            await using var transaction = await db.Begin(cancellationToken);
            // One after the other: a double click must find the first note, and two colleagues must not make two waves.
            await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('crm.surveys.notes'))", cancellationToken);
            var earlier = await db.Responses.Where(r => r.ImportKey == key && db.AnswerImports.Any(i => i.Id == r.ImportId && i.ById == user.Id)).Select(r => new Result(r.ImportId!.Value, r.Id)).FirstOrDefaultAsync(cancellationToken);
            if (earlier is not null) return earlier;

            var (surveyId, item) = Place(request.Into) ?? (null, Topics.Note);
            SurveyDefinition? made = surveyId is null ? Topics.Of(request.Topic!.Trim()) : null;
            var version = surveyId is { } known ? await db.Latest(known, nameof(Command.Into), cancellationToken) : null;
            if ((made ?? version!.Definition).Find(item) is not { IsText: true }) throw new RuleException("surveys.note.into.unknown", nameof(Command.Into));
            var occasion = request.People is { } people ? texts["surveys.note.people.n", texts[request.Kind!.Value], people] : texts[request.Kind!.Value];
            var name = $"{texts[request.Kind.Value]} {request.Date:yyyy-MM-dd}";
            var import = new AnswerImport(AnswerImportKind.Notes, name, user.Id, now);
            import.Read(texts["surveys.note.typed"], [texts["surveys.note.date"], texts["surveys.note.kind"], texts["surveys.import.fact.number"], texts["surveys.note.note"]], Typed, new()
            {
                Columns = [new("date"), new("origin"), new("number"), new(AnswerTargets.Item + item)], SurveyId = surveyId, Title = request.Topic?.Trim() ?? "", WaveTitle = texts[AnswerImportKind.Notes], KnownOnly = true,
                WaveId = version is null ? null : await db.AnswerImports.Where(i => i.HeadersHash == Typed && i.VersionId == version.Id).OrderBy(i => i.Id).Select(i => i.WaveId).FirstOrDefaultAsync(cancellationToken),
            });
            import.Check(import.Settings, made);
            import.Counted(1);
            db.AnswerImports.Add(import);
            await db.SaveChangesAsync(cancellationToken);

            var row = new AnswerImportRow { ImportId = import.Id, Line = 2, Key = key, Cells = [request.Date!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), occasion, customer?.Number ?? "", request.Note!.Trim()] };
            var importer = new AnswerImporter(db, customers, zone, clock);
            await importer.Prepare(import, cancellationToken);
            var target = await db.Versions.Include(v => v.Survey).SingleAsync(v => v.Id == import.VersionId, cancellationToken);
            await importer.Plan([row], import, target.Definition, cancellationToken);
            if (row.State != AnswerRowState.ToCreate) throw new RuleException(row.Reason!, null, row.ReasonArg ?? "");
            await importer.Write([row], import, target, target.Survey, cancellationToken);
            // As after a file: what was said stands in the answer alone.
            row.Cells = [];
            db.AnswerImportRows.Add(row);
            await db.SaveChangesAsync(cancellationToken);
            await importer.Finish(import, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new(import.Id, row.ResponseId!.Value);
        }
    }

    static (long? Survey, string Item)? Place(string? into) =>
        into?.Split(':', 2) is [var survey, { Length: > 0 } item] && long.TryParse(survey, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? (id, item) : null;
}
