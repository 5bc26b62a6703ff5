using System.Globalization;
using System.Text;
using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Fields;
using Crm.Platform.Files;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Bulk;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Tickets;

/// <summary>Writes the tickets of a list into a table, in the background. Every export is in the audit trail; formulas are made harmless.</summary>
[Needs("tickets.export")]
internal static class ExportTickets
{
    /// <summary>How many there are, counted up to a thousand.</summary>
    public sealed record Query(BulkChoice Choice) : IRequest<int>;

    /// <summary>Answers the job that makes the file.</summary>
    public sealed record Command(BulkChoice Choice) : IRequest<long>;

    internal sealed class Loader(BulkTickets chosen) : IRequestHandler<Query, int>
    {
        public async Task<int> Handle(Query q, CancellationToken ct) => await (await chosen.Of(q.Choice with { All = true }, ct, "tickets.export")).CountUpTo(ListTickets.CountUpTo, ct);
    }

    internal sealed class Handler(TicketsDb db, CurrentUser user) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command c, CancellationToken ct)
        {
            var job = db.Enqueue<ExportJob, BulkChoice>(c.Choice with { All = true, Ids = [] }, "tickets.export.job", user.Id ?? throw new ForbiddenException("tickets.export"));
            await db.SaveChangesAsync(ct);
            return job.Id;
        }
    }
}

/// <summary>Makes the file, row by row and by the order of the numbers, and keeps it for a week.</summary>
internal sealed class ExportJob(TicketsDb db, BulkTickets chosen, IStaffDirectory staff, IFiles files, Texts texts, CurrentUser user, TimeProvider clock) : IJob<BulkChoice>
{
    const int Batch = 1000;
    static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    public async Task<object?> Run(BulkChoice args, JobProgress progress, CancellationToken ct)
    {
        var rows = await chosen.Of(args, ct, "tickets.export");
        var (people, teams) = (await staff.Everyone(ct), await staff.Teams(ct));
        var categories = await db.Categories.AsNoTracking().ToDictionaryAsync(c => c.Id, c => c.In(user.Language), ct);
        var (rules, now) = (await db.Rules(ct), clock.GetUtcNow());
        var own = new FieldList(rules.Flow.Fields, texts);
        await using var content = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous });
        long written = 0;
        await using (var writer = new StreamWriter(content, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true))
        {
            await writer.WriteAsync(Cells.Line(new[] { "tickets.number", "tickets.subject", "tickets.customer", "tickets.type", "tickets.priority", "tickets.status", "tickets.channel", "tickets.category", "tickets.team", "tickets.assignee", "tickets.tags", "tickets.created_at", "tickets.resolved_at", "tickets.due", "tickets.export.handling", "tickets.export.worked", "tickets.satisfaction" }.Select(key => texts[key]).Concat(own.Forms().Select(f => f.Label))));
            for (long after = 0; ;)
            {
                var part = await rows.Where(t => t.Id > after).OrderBy(t => t.Id).Take(Batch).Select(t => new { t.Id, t.Number, t.Subject, t.CustomerId, t.Type, t.Priority, t.Status, t.Channel, t.CategoryId, t.TeamId, t.OwnerId, t.Tags, t.CreatedAt, t.ResolvedAt, t.NextDueAt, t.Satisfaction, t.Custom, Clocks = t.Clocks.Where(c => c.Kind == ClockKind.Resolution).ToList() }).ToListAsync(ct);
                if (part.Count == 0) break;
                var ids = part.Select(t => t.CustomerId).Distinct().ToList();
                var names = await db.Customers.Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, c => c.Name, ct);
                foreach (var t in part)
                    await writer.WriteAsync(Cells.Line([HumanNumber.Format(Ticket.Prefix, t.Number), t.Subject, names.GetValueOrDefault(t.CustomerId), texts[t.Type], texts[t.Priority], texts[t.Status], texts[t.Channel],
                        t.CategoryId is { } c ? categories.GetValueOrDefault(c) : null, t.TeamId is { } team ? teams.GetValueOrDefault(team)?.Name : null, t.OwnerId is { } owner ? people.GetValueOrDefault(owner)?.Name : null,
                        string.Join(", ", t.Tags), At(t.CreatedAt), At(t.ResolvedAt), t.NextDueAt >= Ticket.NoDue ? null : At(t.NextDueAt),
                        Hours((t.ResolvedAt ?? now) - t.CreatedAt), Hours(rules.Worked(t.CreatedAt, t.ResolvedAt ?? now, t.Clocks)), t.Satisfaction?.ToString(CultureInfo.InvariantCulture), .. own.Active.Select(f => t.Custom[f.Key] is { } value ? own.Format(f, value) : null)]));
                written += part.Count;
                after = part[^1].Id;
                await progress.Report(written, null);
            }
        }
        content.Position = 0;
        var saved = await files.Save(content, "tickets.csv", ct, clock.GetUtcNow() + Kept, int.MaxValue);
        db.Record("ExportTickets", "Ticket", null, new { rows = written });
        await db.SaveChangesAsync(ct);
        return new { fileId = saved.Id, rows = written };
    }

    static string Hours(TimeSpan span) => span.TotalHours.ToString("0.##", CultureInfo.InvariantCulture);

    string? At(DateTimeOffset? at) => at is { } t ? user.Zone.At(t).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : null;
}
