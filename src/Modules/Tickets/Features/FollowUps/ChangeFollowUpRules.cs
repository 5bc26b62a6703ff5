using Crm.Contracts.Surveys;
using Crm.Platform.Settings;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.FollowUps;

/// <summary>What is called back for beside bad scores, and when a call back goes up.</summary>
[Needs("surveys.write")]
internal static class ListFollowUpRules
{
    public sealed record Query : IRequest<View>;

    public sealed record Row(long Id, string? Survey, FollowUpTrigger Trigger, int? AtMost, NpsGroup? Group, IReadOnlyList<string> Keywords, string? Language, bool Active);

    public sealed record View(IReadOnlyList<Row> Rules, IReadOnlyList<Choice> Surveys, int EscalateHours);

    internal sealed class Handler(TicketsDb db, ISurveyResponses surveys, ISettings settings) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query q, CancellationToken ct)
        {
            var (titles, rows) = (await surveys.Titles(ct), await db.FollowUpRules.AsNoTracking().OrderBy(r => r.Id).ToListAsync(ct));
            return new([.. rows.Select(r => new Row(r.Id, r.SurveyId is { } s ? titles.GetValueOrDefault(s, "?") : null, r.Trigger, r.AtMost, r.Group, r.Keywords, r.Language, r.Active))],
                [.. titles.OrderBy(t => t.Value, StringComparer.CurrentCulture).Select(t => new Choice(t.Key, t.Value))],
                (await settings.Get(FollowUpTerms.Setting, new FollowUpTerms(), ct)).EscalateHours);
        }
    }
}

/// <summary>Adds a rule, or changes one. What it has opened stays.</summary>
[Needs("surveys.write")]
internal static class SaveFollowUpRule
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest<long>
    {
        /// <summary>0: a new one.</summary>
        public long Id { get; init; }
        public FollowUpTrigger? Trigger { get; init; }
        public long? SurveyId { get; init; }
        public int? AtMost { get; init; }
        public NpsGroup? Group { get; init; }

        /// <summary>One a line, or with commas between.</summary>
        public string? Keywords { get; init; }
        public string? Language { get; init; }
        public bool Active { get; init; } = true;
        public uint? Version { get; init; }

        internal IReadOnlyList<string> Words => [.. (Keywords ?? "").Split(['\n', '\r', ',', '，', '、', ';', '；'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Trigger).NotNull().IsInEnum();
            RuleFor(c => c.AtMost).NotNull().InclusiveBetween(1, 5).When(c => c.Trigger == FollowUpTrigger.Score);
            RuleFor(c => c.Group).NotNull().IsInEnum().When(c => c.Trigger == FollowUpTrigger.Nps);
            RuleFor(c => c.Keywords).NotEmpty().MaximumLength(2000).Must((c, _) => c.Words.Count is > 0 and <= 100 && c.Words.All(w => w.Length <= 60)).When(c => c.Trigger == FollowUpTrigger.Keyword);
            RuleFor(c => c.Language).Must(l => string.IsNullOrEmpty(l) || Crm.Platform.Localization.Texts.Languages.Contains(l));
        }
    }

    internal sealed class Handler(TicketsDb db, ISurveyResponses surveys) : IRequestHandler<Query, Command>, IRequestHandler<Command, long>
    {
        public async Task<Command> Handle(Query q, CancellationToken ct)
        {
            var r = await db.FollowUpRules.AsNoTracking().SingleOrDefaultAsync(x => x.Id == q.Id, ct) ?? throw new MissingException("FollowUpRule", q.Id);
            return new() { Id = r.Id, Trigger = r.Trigger, SurveyId = r.SurveyId, AtMost = r.AtMost, Group = r.Group, Keywords = string.Join('\n', r.Keywords), Language = r.Language, Active = r.Active, Version = r.Version };
        }

        public async Task<long> Handle(Command c, CancellationToken ct)
        {
            if (c.SurveyId is { } survey && !(await surveys.Titles(ct)).ContainsKey(survey)) throw new RuleException("tickets.followup.rule.survey", nameof(c.SurveyId));
            var rule = c.Id == 0 ? new FollowUpRule(c.Trigger!.Value) : await db.FollowUpRules.SingleOrDefaultAsync(x => x.Id == c.Id, ct) ?? throw new MissingException("FollowUpRule", c.Id);
            if (c.Id == 0) db.FollowUpRules.Add(rule);
            else if (c.Version is { } version) db.Expect(rule, version);
            rule.Change(c.SurveyId, c.AtMost, c.Group, c.Words, string.IsNullOrEmpty(c.Language) ? null : c.Language, c.Active);
            await db.SaveChangesAsync(ct);
            return rule.Id;
        }
    }
}

/// <summary>Takes a rule away.</summary>
[Needs("surveys.write")]
internal static class DeleteFollowUpRule
{
    public sealed record Command(long Id) : IRequest;

    internal sealed class Handler(TicketsDb db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            db.FollowUpRules.Remove(await db.FollowUpRules.SingleOrDefaultAsync(x => x.Id == c.Id, ct) ?? throw new MissingException("FollowUpRule", c.Id));
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}

/// <summary>When an overdue call back goes up.</summary>
[Needs("surveys.write")]
internal static class ChangeFollowUpTerms
{
    public sealed record Command : IRequest
    {
        public int? EscalateHours { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.EscalateHours).NotNull().InclusiveBetween(0, 240);
    }

    internal sealed class Handler(ISettings settings) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            await settings.Set(FollowUpTerms.Setting, new FollowUpTerms(c.EscalateHours!.Value), ct);
            return Unit.Value;
        }
    }
}
