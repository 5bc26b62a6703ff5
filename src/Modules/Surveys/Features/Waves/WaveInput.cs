using Crm.Contracts.Customers;
using Crm.Platform.Localization;
using Crm.Surveys.Domain;
using FluentValidation;

namespace Crm.Surveys.Features.Waves;

/// <summary>What is typed of a wave, when it is planned and when it is changed.</summary>
internal abstract record WaveInput
{
    /// <summary>What the form begins with for a coupon.</summary>
    public const string UsualCurrency = "CNY";
    public const int UsualDays = 90;

    public string Title { get; init; } = "";
    public WaveKind Kind { get; init; }
    public CustomerLevel? Level { get; init; }
    public string? Industry { get; init; }
    public string? Region { get; init; }

    /// <summary>Only members of this segment.</summary>
    public long? SegmentId { get; init; }

    /// <summary>Only the customers put on the wave's list.</summary>
    public bool Listed { get; init; }

    /// <summary>Whom at organisations.</summary>
    public WaveContacts Contacts { get; init; }

    public DateTimeOffset? OpensAt { get; init; }
    public DateTimeOffset? ClosesAt { get; init; }

    /// <summary>Instead of a beginning: a launch, after which <see cref="DelayDays"/> go by.</summary>
    public DateOnly? LaunchOn { get; init; }

    /// <summary>Days after what happened; before it, for the end of a contract.</summary>
    public int DelayDays { get; init; }

    public string? Product { get; init; }
    public int LinkDays { get; init; } = 30;
    public int RestDays { get; init; } = 30;
    public int? RemindAfterDays { get; init; }
    public int RemindMost { get; init; } = 1;
    public int? Quota { get; init; }
    public int? Points { get; init; }
    public decimal? CouponValue { get; init; }
    public string? CouponCurrency { get; init; } = UsualCurrency;
    public int? CouponDays { get; init; } = UsualDays;
    public decimal? Budget { get; init; }
    public Repetition Repeats { get; init; }
    public bool Anonymous { get; init; }
    public bool OffersContact { get; init; }

    public WaveTerms Terms() => new()
    {
        Contacts = Contacts, DelayDays = DelayDays, LaunchOn = LaunchOn, Product = Blank(Product), RemindAfterDays = RemindAfterDays, RemindMost = RemindMost, Quota = Quota, Points = Points,
        CouponValue = CouponValue, CouponCurrency = CouponValue is null ? null : CouponCurrency, CouponDays = CouponValue is null ? null : CouponDays, Budget = Budget,
        Repeats = Repeats, Anonymous = Anonymous, OffersContact = OffersContact,
    };

    public static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>The rules both have.</summary>
    public abstract class Rules<T> : AbstractValidator<T> where T : WaveInput
    {
        protected Rules(Texts texts)
        {
            RuleFor(c => c.Title).NotEmpty().MaximumLength(200);
            RuleFor(c => c.Level).IsInEnum();
            RuleFor(c => c.Industry).MaximumLength(200);
            RuleFor(c => c.Region).MaximumLength(200);
            RuleFor(c => c.Product).MaximumLength(200);
            RuleFor(c => c.Contacts).IsInEnum();
            RuleFor(c => c.Contacts).Equal(WaveContacts.Key).When(c => c.Kind != WaveKind.Audience).WithMessage(_ => texts["surveys.wave.contacts.kind"]);
            RuleFor(c => c.LinkDays).InclusiveBetween(1, 365);
            RuleFor(c => c.RestDays).InclusiveBetween(0, 365);
            RuleFor(c => c.DelayDays).InclusiveBetween(0, 730);
            RuleFor(c => c.RemindAfterDays).InclusiveBetween(1, 90);
            RuleFor(c => c.RemindMost).InclusiveBetween(0, 5);
            RuleFor(c => c.Quota).InclusiveBetween(1, 10_000_000);
            RuleFor(c => c.Points).InclusiveBetween(0, 1_000_000);
            RuleFor(c => c.CouponValue).InclusiveBetween(0.01m, 100_000m).PrecisionScale(12, 2, ignoreTrailingZeros: true);
            RuleFor(c => c.CouponValue).Null().When(c => c.Points is not null).WithMessage(_ => texts["surveys.wave.coupon.or"]);
            RuleFor(c => c.CouponValue).Null().When(c => c.Kind is WaveKind.PublicLink or WaveKind.Import).WithMessage(_ => texts["surveys.wave.coupon.kind"]);
            RuleFor(c => c.CouponCurrency).NotEmpty().Matches("^[A-Z]{3}$").When(c => c.CouponValue is not null);
            RuleFor(c => c.CouponDays).NotNull().InclusiveBetween(1, 3650).When(c => c.CouponValue is not null);
            RuleFor(c => c.Budget).InclusiveBetween(0, 1_000_000_000m).PrecisionScale(14, 2, ignoreTrailingZeros: true);
            RuleFor(c => c.Budget).Null().When(c => c.Points is null && c.CouponValue is null).WithMessage(_ => texts["surveys.wave.budget.gift"]);
            RuleFor(c => c.Repeats).IsInEnum();
            RuleFor(c => c.Repeats).Equal(Repetition.Never).When(c => c.Kind is not (WaveKind.Audience or WaveKind.PublicLink)).WithMessage(_ => texts["surveys.wave.repeats.kind"]);
            RuleFor(c => c.Repeats).Equal(Repetition.Never).When(c => c.ClosesAt is null && c.Kind == WaveKind.PublicLink).WithMessage(_ => texts["surveys.wave.repeats.end"]);
            RuleFor(c => c.RestDays).LessThan(28).When(c => c is { Repeats: Repetition.Monthly, Kind: WaveKind.Audience }).WithMessage(_ => texts["surveys.wave.monthly.rest"]);
            RuleFor(c => c.Anonymous).Equal(false).When(c => c.Kind is not (WaveKind.Audience or WaveKind.PublicLink)).WithMessage(_ => texts["surveys.wave.anonymous.kind"]);
            RuleFor(c => c.OffersContact).Equal(false).When(c => !c.Anonymous).WithMessage(_ => texts["surveys.wave.contact.anonymous"]);
            RuleFor(c => c.ClosesAt).Must((c, at) => at is null || at > (c.OpensAt ?? DateTimeOffset.MinValue)).WithMessage(_ => texts["surveys.wave.past"]);
        }
    }
}
