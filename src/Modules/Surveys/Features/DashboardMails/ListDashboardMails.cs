using Crm.Contracts.Staff;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Dashboard;
using Crm.Surveys.Features.Responses;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.DashboardMails;

/// <summary>What is sent to whom.</summary>
[Needs("surveys.export")]
internal static class ListDashboardMails
{
    public sealed record Query : IRequest<IReadOnlyList<Row>>;

    /// <param name="Planner">Who planned it; null: nobody who is known.</param>
    /// <param name="MayChange">Whether the reader may change or remove it.</param>
    public sealed record Row(long Id, MailPace Pace, string? Planner, bool MayChange, IReadOnlyList<string> Readers, string? Survey, string? Team, SatisfactionFilter Filter, DateOnly? SentFor);

    public sealed class Handler(SurveysDb db, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Query, IReadOnlyList<Row>>
    {
        public async Task<IReadOnlyList<Row>> Handle(Query request, CancellationToken cancellationToken)
        {
            var mails = await db.DashboardMails.AsNoTracking().OrderBy(m => m.Id).ToListAsync(cancellationToken);
            var titles = await SurveyTitles.Of(db, user.Language, [.. mails.Select(m => m.SurveyId).OfType<long>().Distinct()], cancellationToken);
            var (people, teams) = (await staff.Everyone(cancellationToken), await staff.Teams(cancellationToken));
            return [.. mails.Select(m => new Row(m.Id, m.Pace, m.CreatedById is { } by ? people.GetValueOrDefault(by)?.Name : null, m.MayChange(user), [.. m.ReaderIds.Select(r => people.GetValueOrDefault(r)?.Name ?? $"#{r}")], m.SurveyId is { } s ? titles.GetValueOrDefault(s) : null, m.FilterTeamId is { } t ? teams.GetValueOrDefault(t)?.Name : null, DashboardMails.FilterOf(m), m.SentFor))];
        }
    }
}

internal static class DashboardMails
{
    /// <summary>Whoever planned a mail may change it, and who sees to what the system sends: somebody has to when a planner has left.</summary>
    public static bool MayChange(this DashboardMail mail, CurrentUser user) => mail.CreatedById == user.Id || user.Can(Operate);

    /// <summary>The mail, when the reader may change it.</summary>
    public static async Task<DashboardMail> Changeable(this IQueryable<DashboardMail> mails, long id, CurrentUser user, CancellationToken ct)
    {
        var mail = await mails.SingleOrDefaultAsync(m => m.Id == id, ct) ?? throw new MissingException("DashboardMail", id);
        return mail.MayChange(user) ? mail : throw new ForbiddenException(Operate, "surveys.mails.others");
    }

    const string Operate = "system.operate";

    /// <summary>What a mail shows: the period that has just ended, beside the one before.</summary>
    public static SatisfactionFilter FilterOf(DashboardMail mail) => new()
    {
        Period = mail.Pace == MailPace.Weekly ? DashboardPeriod.LastWeek : DashboardPeriod.LastMonth, Compare = true,
        Survey = mail.SurveyId, Team = mail.FilterTeamId, Channel = mail.Channel, Level = mail.Level, Industry = mail.Industry, Region = mail.Region,
    };
}

/// <summary>One of them, to be edited, and who may be sent it: whoever may read results.</summary>
[Needs("surveys.export")]
internal static class ShowDashboardMail
{
    public sealed record Query(long? Id) : IRequest<View>;

    public sealed record View(KeepDashboardMail.Command Mail, IReadOnlyList<(long Id, string Name)> Readers, IReadOnlyList<(long Id, string Title)> Surveys, IReadOnlyList<(long Id, string Name)> Teams);

    public sealed class Handler(SurveysDb db, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var mail = request.Id is { } id ? await db.DashboardMails.AsNoTracking().Changeable(id, user, cancellationToken) : null;
            var (people, teams, holders) = (await staff.Everyone(cancellationToken), await staff.Teams(cancellationToken), await staff.HoldersOf("surveys.results", cancellationToken));
            var surveys = await db.Surveys.Where(s => s.Published != null).Select(s => new { s.Id, s.Draft }).ToListAsync(cancellationToken);
            return new(
                mail is null ? new() { Readers = user.Id is { } me ? [me] : [] } : new()
                {
                    Id = mail.Id, Pace = mail.Pace, Readers = mail.ReaderIds, Survey = mail.SurveyId, Team = mail.FilterTeamId, Channel = mail.Channel, Level = mail.Level, Industry = mail.Industry, Region = mail.Region, Version = mail.Version,
                },
                [.. holders.Where(people.ContainsKey).Select(h => (h, people[h].Name)).OrderBy(h => h.Name, StringComparer.CurrentCulture)],
                [.. surveys.Select(s => (s.Id, s.Draft.Title.In(user.Language))).OrderBy(s => s.Item2, StringComparer.CurrentCulture)],
                [.. teams.Values.Select(t => (t.Id, t.Name)).OrderBy(t => t.Name, StringComparer.CurrentCulture)]);
        }
    }
}
