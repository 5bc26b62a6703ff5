using System.Globalization;
using System.Runtime.CompilerServices;
using Crm.Contracts.Customers;
using Crm.Loyalty.Data;
using Crm.Platform.Files;
using Crm.Platform.Files.Pdf;
using Crm.Platform.Localization;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Statements;

/// <summary>The statement of a member in scope. Without months: this one.</summary>
[Needs("loyalty.read")]
internal static class ShowStatement
{
    public sealed record Query(long MemberId, DateOnly? From = null, DateOnly? To = null, string? After = null, int Limit = 200) : IRequest<Result>;

    public sealed record Result(long MemberId, string CustomerName, ReadStatement.Statement Statement);

    public sealed class Handler(LoyaltyDb db, IRequestHandler<ReadStatement.Query, ReadStatement.Statement> read, IValidator<ReadStatement.Query> valid, CurrentUser user, InstallationZone zone) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var name = await db.Members.Within(user.ScopeOf("loyalty.read")).Where(m => m.Id == query.MemberId).Select(m => m.CustomerName).SingleOrDefaultAsync(cancellationToken) ?? throw new MissingException("member", query.MemberId);
            var to = query.To ?? query.From ?? zone.DayOf(db.Clock.GetUtcNow());
            var asked = new ReadStatement.Query(query.MemberId, query.From ?? to, to, query.After, query.Limit);
            await valid.ValidateAndThrowAsync(asked, cancellationToken);
            return new(query.MemberId, name, await read.Handle(asked, cancellationToken));
        }
    }
}

/// <summary>What a statement is written as.</summary>
internal enum StatementFormat { Csv, Pdf }

/// <summary>The statement of a member in scope as a file, all lines of it; the letter is in the member's language. It leaves a line in the audit trail.</summary>
[Needs("loyalty.read")]
internal static class ExportStatement
{
    /// <summary>More lines than this are no letter.</summary>
    public const int MostLines = 5000;

    public sealed record Command(long MemberId, DateOnly? From, DateOnly? To, StatementFormat Format) : IRequest<File>;

    public sealed record File(Stream Content, string Name, string ContentType);

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Format).IsInEnum();
    }

    public sealed class Handler(LoyaltyDb db, ICustomerDirectory customers, IRequestHandler<ShowStatement.Query, ShowStatement.Result> show, StatementPdf pdf, StatementWords words, Texts texts, CurrentUser user, InstallationZone zone) : IRequestHandler<Command, File>
    {
        public async Task<File> Handle(Command command, CancellationToken cancellationToken)
        {
            var first = await show.Handle(new(command.MemberId, command.From, command.To), cancellationToken);
            var s = first.Statement;
            db.Record("ExportStatement", "Member", command.MemberId, new { format = command.Format, s.First, s.Last });
            await db.SaveChangesAsync(cancellationToken);
            var name = string.Create(CultureInfo.InvariantCulture, $"points-{command.MemberId}-{s.First:yyyy-MM}-{s.Last:yyyy-MM}");
            if (command.Format == StatementFormat.Csv)
            {
                var file = await SheetFile.Write(ExportFormat.Csv, name, texts["loyalty.statement"], [texts["loyalty.when"], texts["loyalty.statement.what"], texts["loyalty.source"], texts["loyalty.pointsColumn"], texts["loyalty.shortfall"], texts["loyalty.balance"]], Rows(first, cancellationToken), cancellationToken);
                return new(file.Content, file.Name, file.ContentType);
            }
            var lines = new List<ReadStatement.Line>();
            await foreach (var line in Lines(first, cancellationToken))
            {
                if (lines.Count == MostLines) throw new RuleException("loyalty.statement.tooLong", null, MostLines);
                lines.Add(line);
            }
            var customer = await db.Members.Where(m => m.Id == command.MemberId).Select(m => m.CustomerId).SingleAsync(cancellationToken);
            var language = (await customers.FactsOf([customer], cancellationToken)).GetValueOrDefault(customer)?.Language ?? user.Language;
            return new(new MemoryStream(pdf.Of(s, lines, first.CustomerName, language)), name + ".pdf", PdfReports.ContentType);
        }

        async IAsyncEnumerable<IReadOnlyList<object?>> Rows(ShowStatement.Result first, [EnumeratorCancellation] CancellationToken ct)
        {
            await foreach (var l in Lines(first, ct)) yield return [zone.DayOf(l.At), words.Of(l, user.Language), l.Source, l.Change, l.Owed, l.Balance];
        }

        async IAsyncEnumerable<ReadStatement.Line> Lines(ShowStatement.Result first, [EnumeratorCancellation] CancellationToken ct)
        {
            for (var page = first.Statement; ; page = (await show.Handle(new(page.MemberId, page.First, page.Last, page.NextCursor, 500), ct)).Statement)
            {
                foreach (var line in page.Lines) yield return line;
                if (page.NextCursor is null) yield break;
            }
        }
    }
}
