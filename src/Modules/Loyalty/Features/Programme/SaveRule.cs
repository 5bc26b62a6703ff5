using System.Globalization;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;

namespace Crm.Loyalty.Features.Programme;

/// <summary>Adds a rule to a draft, or changes one.</summary>
[Needs("loyalty.programme")]
internal static class SaveRule
{
    public sealed record Query(int Number, string? Key) : IRequest<View>;

    public sealed record View(Command Command, IReadOnlyList<(long Id, string NameEn, string NameZh)> Tiers, IReadOnlyList<PointCampaign> Campaigns);

    public sealed record Command : IRequest<string>
    {
        public int Number { get; init; }

        /// <summary>Empty adds one.</summary>
        public string? Key { get; init; }
        public uint Version { get; init; }
        public string NameEn { get; init; } = "";
        public string NameZh { get; init; } = "";
        public EarnTrigger Trigger { get; init; }
        public bool Active { get; init; } = true;

        /// <summary>Points for one unit of money, by currency: "CNY 1, USD 7".</summary>
        public string? Rates { get; init; }

        /// <summary>Points for each occasion.</summary>
        public long? Points { get; init; }
        public int? Every { get; init; }
        public CountPeriod Period { get; init; }
        public Rounding Rounding { get; init; }
        public bool Qualifies { get; init; } = true;
        public decimal? MinAmount { get; init; }
        public decimal? MaxAmount { get; init; }

        /// <summary>Words in names of products, separated by commas.</summary>
        public string? Products { get; init; }

        /// <summary>Categories of products, separated by commas.</summary>
        public string? Categories { get; init; }

        /// <summary>Sources of orders, separated by commas.</summary>
        public string? Sources { get; init; }
        public bool FirstOnly { get; init; }
        public List<DayOfWeek> Weekdays { get; init; } = [];
        public DateOnly? From { get; init; }
        public DateOnly? To { get; init; }
        public long? TierId { get; init; }
        public string? Campaign { get; init; }
        public bool TierMultiplies { get; init; } = true;
        public bool CampaignMultiplies { get; init; } = true;
        public long? PerEvent { get; init; }
        public long? PerDay { get; init; }
        public long? PerMonth { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.NameEn).NotEmpty().MaximumLength(100);
            RuleFor(c => c.NameZh).NotEmpty().MaximumLength(100);
            RuleFor(c => c.Trigger).IsInEnum();
            RuleFor(c => c.Period).IsInEnum();
            RuleFor(c => c.Rounding).IsInEnum();
            RuleForEach(c => c.Weekdays).IsInEnum();
            RuleFor(c => c.Rates).MaximumLength(500).Must(r => RatesOf(r) is { Count: > 0 }).When(c => c.Trigger == EarnTrigger.Purchase).WithMessage(_ => texts["loyalty.rule.rates.wrong"]);
            RuleFor(c => c.Points).NotNull().InclusiveBetween(1, 10_000_000).When(c => c.Trigger != EarnTrigger.Purchase);
            RuleFor(c => c.Every).NotNull().InclusiveBetween(2, 1000).When(c => c.Trigger == EarnTrigger.PurchaseCount);
            RuleFor(c => c.MinAmount).InclusiveBetween(0, 1_000_000_000);
            RuleFor(c => c.MaxAmount).InclusiveBetween(0, 1_000_000_000).Must((c, max) => max is null || c.MinAmount is null || max >= c.MinAmount).WithMessage(_ => texts["loyalty.rule.order"]);
            RuleFor(c => c.Products).MaximumLength(2000);
            RuleFor(c => c.Categories).MaximumLength(2000);
            RuleFor(c => c.Sources).MaximumLength(2000);
            RuleFor(c => c.To).Must((c, to) => to is null || c.From is null || to >= c.From).WithMessage(_ => texts["loyalty.rule.order"]);
            RuleFor(c => c.PerEvent).InclusiveBetween(1, 1_000_000_000);
            RuleFor(c => c.PerDay).InclusiveBetween(1, 1_000_000_000);
            RuleFor(c => c.PerMonth).InclusiveBetween(1, 1_000_000_000);
        }
    }

    public sealed class Loader(LoyaltyDb db, Programmes programmes) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken cancellationToken)
        {
            var draft = await db.Draft(query.Number, cancellationToken);
            var rule = query.Key is null ? null : draft.Terms.Rules.Find(r => r.Key == query.Key) ?? throw new MissingException("rule", null);
            return new(rule is null ? new() { Number = draft.Number, Version = draft.Version, Rates = "CNY 1" } : Of(draft, rule),
                [.. (await programmes.Tiers(cancellationToken)).Steps.Select(t => (t.Id, t.NameEn, t.NameZh))], draft.Terms.Campaigns);
        }

        static Command Of(ProgrammeVersion draft, EarningRule r) => new()
        {
            Number = draft.Number, Version = draft.Version, Key = r.Key, NameEn = r.NameEn, NameZh = r.NameZh, Trigger = r.Trigger, Active = r.Active,
            Rates = string.Join(", ", r.Rates.Select(x => FormattableString.Invariant($"{x.Key} {x.Value:0.####}"))), Points = r.Trigger == EarnTrigger.Purchase ? null : r.Points,
            Every = r.Trigger == EarnTrigger.PurchaseCount ? r.Every : null, Period = r.Period, Rounding = r.Rounding, Qualifies = r.Qualifies, MinAmount = r.MinAmount, MaxAmount = r.MaxAmount,
            Products = string.Join(", ", r.Products), Categories = string.Join(", ", r.Categories), Sources = string.Join(", ", r.Sources), FirstOnly = r.FirstOnly, Weekdays = r.Weekdays, From = r.From, To = r.To, TierId = r.TierId, Campaign = r.Campaign,
            TierMultiplies = r.TierMultiplies, CampaignMultiplies = r.CampaignMultiplies, PerEvent = r.PerEvent, PerDay = r.PerDay, PerMonth = r.PerMonth,
        };
    }

    public sealed class Handler(LoyaltyDb db, Programmes programmes) : IRequestHandler<Command, string>
    {
        public async Task<string> Handle(Command c, CancellationToken cancellationToken)
        {
            var draft = await db.Draft(c.Number, cancellationToken);
            if (c.Version != 0) db.Expect(draft, c.Version);
            var known = string.IsNullOrEmpty(c.Key) ? null : draft.Terms.Rules.Find(r => r.Key == c.Key) ?? throw new MissingException("rule", null);
            if (known is null && draft.Terms.Rules.Count >= 100) throw new RuleException("loyalty.rule.many");
            if (c.TierId is { } tier && (await programmes.Tiers(cancellationToken)).RankOf(tier) is null) throw new RuleException("loyalty.tier.unknown", nameof(c.TierId));
            var campaign = string.IsNullOrEmpty(c.Campaign) ? null : c.Campaign;
            if (campaign is not null && !draft.Terms.Campaigns.Exists(x => x.Key == campaign)) throw new RuleException("loyalty.campaign.unknown", nameof(c.Campaign));
            var purchase = c.Trigger == EarnTrigger.Purchase;
            var rule = new EarningRule
            {
                Key = known?.Key ?? Drafts.NewKey(), NameEn = c.NameEn.Trim(), NameZh = c.NameZh.Trim(), Trigger = c.Trigger, Active = c.Active, Rates = purchase ? RatesOf(c.Rates)! : [], Points = purchase ? 0 : c.Points!.Value,
                Every = c.Every ?? 5, Period = c.Period, Rounding = c.Rounding, Qualifies = purchase && c.Qualifies, MinAmount = c.MinAmount, MaxAmount = c.MaxAmount, Products = Drafts.Words(c.Products), Categories = Drafts.Words(c.Categories), Sources = Drafts.Words(c.Sources), FirstOnly = c.FirstOnly,
                Weekdays = [.. c.Weekdays.Distinct().Order()], From = c.From, To = c.To, TierId = c.TierId, Campaign = campaign, TierMultiplies = c.TierMultiplies, CampaignMultiplies = c.CampaignMultiplies, PerEvent = c.PerEvent, PerDay = c.PerDay, PerMonth = c.PerMonth,
            };
            draft.SetRule(rule);
            await db.SaveChangesAsync(cancellationToken);
            return rule.Key;
        }
    }

    /// <summary>"CNY 1, USD 7" as rates; null: cannot be read.</summary>
    internal static Dictionary<string, decimal>? RatesOf(string? typed)
    {
        var rates = new Dictionary<string, decimal>();
        foreach (var part in Drafts.Words(typed))
        {
            if (part.Split([' ', '=', ':', '：'], StringSplitOptions.RemoveEmptyEntries) is not [{ Length: 3 } code, var number] || !code.All(char.IsAsciiLetter)
                || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) || rate is <= 0 or > 1_000_000 || !rates.TryAdd(code.ToUpperInvariant(), rate)) return null;
        }
        return rates;
    }
}

/// <summary>Takes a rule out of a draft.</summary>
[Needs("loyalty.programme")]
internal static class RemoveRule
{
    public sealed record Command(int Number, string Key) : IRequest<Unit>;

    public sealed class Handler(LoyaltyDb db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            (await db.Draft(command.Number, cancellationToken)).RemoveRule(command.Key);
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>Adds days on which points are multiplied to a draft, or changes them.</summary>
[Needs("loyalty.programme")]
internal static class SaveCampaign
{
    public sealed record Query(int Number, string? Key) : IRequest<Command>;

    public sealed record Command : IRequest<string>
    {
        public int Number { get; init; }

        /// <summary>Empty adds one.</summary>
        public string? Key { get; init; }
        public uint Version { get; init; }
        public string NameEn { get; init; } = "";
        public string NameZh { get; init; } = "";
        public DateOnly? From { get; init; }

        /// <summary>The last day.</summary>
        public DateOnly? To { get; init; }
        public decimal Multiplier { get; init; } = 2;
        public string? Sources { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.NameEn).NotEmpty().MaximumLength(100);
            RuleFor(c => c.NameZh).NotEmpty().MaximumLength(100);
            RuleFor(c => c.From).NotNull();
            RuleFor(c => c.To).NotNull().Must((c, to) => to is null || c.From is null || to >= c.From).WithMessage(_ => texts["loyalty.rule.order"]);
            RuleFor(c => c.Multiplier).InclusiveBetween(0.01m, 100);
            RuleFor(c => c.Sources).MaximumLength(2000);
        }
    }

    public sealed class Loader(LoyaltyDb db) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query query, CancellationToken cancellationToken)
        {
            var draft = await db.Draft(query.Number, cancellationToken);
            if (query.Key is null) return new() { Number = draft.Number, Version = draft.Version };
            var c = draft.Terms.Campaigns.Find(x => x.Key == query.Key) ?? throw new MissingException("campaign", null);
            return new() { Number = draft.Number, Version = draft.Version, Key = c.Key, NameEn = c.NameEn, NameZh = c.NameZh, From = c.From, To = c.To, Multiplier = c.Multiplier, Sources = string.Join(", ", c.Sources) };
        }
    }

    public sealed class Handler(LoyaltyDb db) : IRequestHandler<Command, string>
    {
        public async Task<string> Handle(Command c, CancellationToken cancellationToken)
        {
            var draft = await db.Draft(c.Number, cancellationToken);
            if (c.Version != 0) db.Expect(draft, c.Version);
            if (!string.IsNullOrEmpty(c.Key) && !draft.Terms.Campaigns.Exists(x => x.Key == c.Key)) throw new MissingException("campaign", null);
            if (string.IsNullOrEmpty(c.Key) && draft.Terms.Campaigns.Count >= 100) throw new RuleException("loyalty.rule.many");
            var campaign = new PointCampaign { Key = string.IsNullOrEmpty(c.Key) ? Drafts.NewKey() : c.Key, NameEn = c.NameEn.Trim(), NameZh = c.NameZh.Trim(), From = c.From!.Value, To = c.To!.Value, Multiplier = c.Multiplier, Sources = Drafts.Words(c.Sources) };
            draft.SetCampaign(campaign);
            await db.SaveChangesAsync(cancellationToken);
            return campaign.Key;
        }
    }
}

/// <summary>Takes a campaign out of a draft.</summary>
[Needs("loyalty.programme")]
internal static class RemoveCampaign
{
    public sealed record Command(int Number, string Key) : IRequest<Unit>;

    public sealed class Handler(LoyaltyDb db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            (await db.Draft(command.Number, cancellationToken)).RemoveCampaign(command.Key);
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}
