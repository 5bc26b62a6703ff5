using System.Runtime.CompilerServices;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Imports;
using Crm.Platform.Data;
using Crm.Platform.Files;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace Crm.Customers.Features.Exports;

/// <summary>
/// Writes the customers of a filter, or their contacts, purchases, interactions or use of services, into a file: chosen columns, the
/// reader's scope, contact data masked where it is on screen. Every export is in the audit trail; one with contact data
/// says why. A large one is made in the background.
/// </summary>
[Needs("customers.export")]
internal static class ExportRecords
{
    public sealed record Command : ListCustomers.Filter, IRequest<Answer>
    {
        /// <summary>What of the customers.</summary>
        public ImportKind Records { get; init; }

        public ExportFormat Format { get; init; }

        /// <summary>Names of columns, in their order; none: all of them.</summary>
        public List<string> Columns { get; init; } = [];

        /// <summary>Why contact data leaves.</summary>
        public string? Reason { get; init; }

        /// <summary>At once however large, as a program wants it.</summary>
        public bool Inline { get; init; }
    }

    /// <summary>The file, or the job that makes it.</summary>
    public sealed record Answer(SheetFile? File, long? JobId);

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.Records).IsInEnum();
            RuleFor(c => c.Format).IsInEnum();
            RuleFor(c => c.Reason).MaximumLength(300);
            RuleFor(c => c.Reason).NotEmpty().When(c => c.Columns is { Count: > 0 } columns ? columns.Exists(ExportColumns.IsContactData) : ExportColumns.Of(c.Records).Any(ExportColumns.IsContactData))
                .WithMessage(_ => texts["customers.export.reason.needed"]);
        }
    }

    public sealed class Handler(CustomersDb db, RecordSheets sheets, IConfiguration configuration, CurrentUser user) : IRequestHandler<Command, Answer>
    {
        /// <summary>More rows than this are no answer to wait for. Setting Crm:Exports:InlineRows.</summary>
        const int InlineRows = 5000;

        public async Task<Answer> Handle(Command command, CancellationToken ct)
        {
            var columns = await sheets.Columns(command, ct);
            if (!command.Inline)
            {
                await Remember(command, columns, ct);
                var most = configuration.GetValue("Crm:Exports:InlineRows", InlineRows);
                if (await sheets.Count(command, most + 1, ct) > most)
                {
                    var job = db.Enqueue<ExportJob, Command>(command with { Columns = columns }, "customers.export.job", user.Id);
                    await db.SaveChangesAsync(ct);
                    return new(null, job.Id);
                }
            }
            var file = await sheets.Write(command with { Columns = columns }, null, ct);
            await db.SaveChangesAsync(ct);
            return new(file, null);
        }

        async Task Remember(Command command, List<string> columns, CancellationToken ct)
        {
            if (user.Id is not { } me) return;
            var choice = await db.ExportChoices.FirstOrDefaultAsync(c => c.StaffId == me && c.Records == command.Records, ct);
            if (choice is null) db.ExportChoices.Add(choice = new ExportChoice(me, command.Records));
            choice.Take(command.Format, columns);
        }
    }
}

/// <summary>Makes a large export while its owner does something else; the file is kept for a week.</summary>
internal sealed class ExportJob(CustomersDb db, RecordSheets sheets, IFiles files, TimeProvider clock) : IJob<ExportRecords.Command>
{
    static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    public async Task<object?> Run(ExportRecords.Command args, JobProgress progress, CancellationToken ct)
    {
        var file = await sheets.Write(args, progress, ct);
        await using var content = file.Content;
        var saved = await files.Save(content, file.Name, ct, clock.GetUtcNow() + Kept, int.MaxValue);
        await db.SaveChangesAsync(ct);
        return new { fileId = saved.Id, file.Rows };
    }
}

/// <summary>What the export form shows first.</summary>
[Needs("customers.export")]
internal static class PrepareExport
{
    public sealed record Query(ImportKind Records) : IRequest<View>;

    /// <summary>All columns with their headings, and what the reader chose last time.</summary>
    public sealed record View(IReadOnlyList<(string Column, string Heading)> All, IReadOnlyList<string> Columns, ExportFormat Format);

    public sealed class Handler(CustomersDb db, RecordSheets sheets, CurrentUser user) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            var all = await sheets.Headings(query.Records, ct);
            var last = await db.ExportChoices.AsNoTracking().FirstOrDefaultAsync(c => c.StaffId == user.Id && c.Records == query.Records, ct);
            return new(all, last?.Columns ?? [.. all.Select(a => a.Column)], last?.Format ?? ExportFormat.Xlsx);
        }
    }
}
