using System.Text.Json.Serialization;
using Crm.Contracts.Customers;
using Crm.Customers.Domain;
using Crm.Customers.Features.Fields;
using Crm.Platform.Fields;
using Crm.Platform.Localization;
using Crm.Platform.Search;
using FluentValidation;
using NodaTime;

namespace Crm.Customers.Features.Customers;

/// <summary>A phone number or e-mail of the form and of the API.</summary>
internal record PointInput
{
    public string? Value { get; init; }
    public string? Label { get; init; }
    public bool Primary { get; init; }
    public bool Invalid { get; init; }
    public bool OptedOut { get; init; }
}

/// <summary>An address: in parts, or in one line (<see cref="PointInput.Value"/>). With both, both have to say the same.</summary>
internal sealed record AddressInput : PointInput
{
    /// <summary>ISO 3166-1 code; the country's name is understood as well.</summary>
    public string? Country { get; init; }

    public string? Province { get; init; }
    public string? City { get; init; }
    public string? District { get; init; }

    /// <summary>One or more lines.</summary>
    public string? Street { get; init; }

    public string? PostalCode { get; init; }

    /// <summary>Nothing has been typed: an empty row of the form.</summary>
    [JsonIgnore]
    public bool IsBlank => new[] { Value, Country, Province, City, District, Street, PostalCode }.All(string.IsNullOrWhiteSpace);

    /// <summary>In parts, or null for one that comes in one line.</summary>
    public PostalAddress? ToParts() => PostalAddress.Of(Countries.Find(Country) ?? Country, Province, City, District, Street, PostalCode);

    /// <summary>As a form or a program is given it: in parts where there are any.</summary>
    public static AddressInput Of(ContactPoint point, bool open)
    {
        var input = new AddressInput { Label = point.Label, Primary = point.Primary, Invalid = point.Invalid, OptedOut = point.OptedOut };
        return !open ? input with { Value = Mask.Point(point) } : point.Parts is not { } a ? input with { Value = point.Value }
            : input with { Country = a.Country, Province = a.Province, City = a.City, District = a.District, Street = a.Street, PostalCode = a.PostalCode };
    }
}

/// <summary>What is typed about a customer, new or known.</summary>
internal abstract record CustomerInput
{
    public CustomerKind? Kind { get; init; } = CustomerKind.Individual;
    public string Name { get; init; } = "";
    public string? Industry { get; init; }
    public CustomerSize? Size { get; init; }
    public string? Region { get; init; }
    public CustomerLevel Level { get; init; }
    public long? OwnerId { get; init; }
    public SourceChannel? Source { get; init; }
    public string? Language { get; init; }
    public string? Zone { get; init; }
    public PreferredChannel? PreferredChannel { get; init; }
    public DateOnly? Birthday { get; init; }
    public List<PointInput> Phones { get; init; } = [];
    public List<PointInput> Emails { get; init; } = [];
    public List<AddressInput> Addresses { get; init; } = [];

    /// <summary>Tags; in the form one text, separated by commas.</summary>
    public List<string>? Tags { get; init; }

    /// <summary>Fields of one's own by key: all in use; one left out is empty.</summary>
    [JsonConverter(typeof(CustomInputJson))]
    public Dictionary<string, List<string>> Custom { get; init; } = [];

    /// <summary>Save although there is a customer like this already.</summary>
    public bool AllowDuplicate { get; init; }

    public Profile ToProfile(long? ownerId, long? teamId, IReadOnlyList<string>? tags = null) => new(
        Kind!.Value, Name, Blank(Industry), Size, Blank(Region), Level, ownerId, teamId, Source,
        Language ?? "zh-CN", Blank(Zone) ?? "Asia/Shanghai", PreferredChannel, Birthday, tags ?? TagList(),
        [.. ToPoints(PointKind.Phone, Phones), .. ToPoints(PointKind.Email, Emails), .. ToPoints(Addresses)]);

    public IReadOnlyList<string> TagList() => [.. (Tags ?? []).SelectMany(t => (t ?? "").Split(',', '，', ';', '；')).Select(t => t.Trim()).Where(t => t.Length > 0)];

    /// <summary>Leaves out the empty rows of the form, and cuts the tags typed as one text.</summary>
    public void DropBlanks()
    {
        foreach (var list in new[] { Phones, Emails }) list.RemoveAll(p => string.IsNullOrWhiteSpace(p.Value));
        Addresses.RemoveAll(a => a.IsBlank);
        if (Tags is null) return;
        var tags = TagList();
        Tags.Clear();
        Tags.AddRange(tags);
    }

    public static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    internal static IEnumerable<PointValue> ToPoints(PointKind kind, IEnumerable<PointInput>? typed) => (typed ?? [])
        .Where(p => !string.IsNullOrWhiteSpace(p?.Value))
        .Select(p => new PointValue(kind, p.Value!, Blank(p.Label), p.Primary, p.Invalid, p.OptedOut));

    internal static IEnumerable<PointValue> ToPoints(IEnumerable<AddressInput>? typed) => (typed ?? []).Where(a => a is not null).Select(a => a.ToParts() is { } parts
        ? PointValue.At(parts, Blank(a.Label), a.Primary, a.Invalid, a.OptedOut)
        : ToPoints(PointKind.Address, [a]).FirstOrDefault()).OfType<PointValue>();
}

/// <summary>Rules of what is typed about a customer.</summary>
internal sealed class CustomerInputRules : AbstractValidator<CustomerInput>
{
    /// <param name="masked">A masked telephone number may come back as it was shown: see <see cref="Privacy.Unmasking"/>.</param>
    public CustomerInputRules(Texts texts, TimeProvider clock, CustomFields fields, bool masked = false)
    {
        RuleFor(c => c.Kind).NotNull().IsInEnum();
        RuleFor(c => c.Name).NotEmpty().MaximumLength(200)
            .Must(name => string.IsNullOrWhiteSpace(name) || SearchText.Fold(name).Length > 0).WithMessage(_ => texts["customers.name.letters"]);
        RuleFor(c => c.Industry).MaximumLength(100);
        RuleFor(c => c.Region).MaximumLength(100);
        RuleFor(c => c.Size).IsInEnum();
        RuleFor(c => c.Level).IsInEnum();
        RuleFor(c => c.Source).IsInEnum();
        RuleFor(c => c.PreferredChannel).IsInEnum();
        RuleFor(c => c.Language).Must(l => string.IsNullOrEmpty(l) || Texts.Languages.Contains(l));
        RuleFor(c => c.Zone).Must(z => string.IsNullOrWhiteSpace(z) || DateTimeZoneProviders.Tzdb.GetZoneOrNull(z.Trim()) is not null).WithMessage(_ => texts["customers.zone.unknown"]);
        RuleFor(c => c.Birthday).Must(day => day is null || (day.Value.Year >= 1800 && day.Value.ToDateTime(TimeOnly.MinValue) <= clock.GetUtcNow().AddDays(1))).WithMessage(_ => texts["customers.birthday.future"]);
        RuleForEach(c => c.TagList()).MaximumLength(40).OverridePropertyName("Tags");
        RuleFor(c => c.Phones).Must(Few);
        RuleForEach(c => c.Phones).SetValidator(new PointRules(PointKind.Phone, texts, masked));
        RuleFor(c => c.Emails).Must(Few);
        RuleForEach(c => c.Emails).SetValidator(new PointRules(PointKind.Email, texts));
        RuleFor(c => c.Addresses).Must(Few);
        RuleForEach(c => c.Addresses).SetValidator(new AddressRules(texts));
        RuleFor(c => c).CustomAsync(async (typed, context, ct) => { foreach (var failure in (await fields.List(ct)).Check(typed.Custom)) context.AddFailure(failure); });
    }

    static bool Few<T>(List<T>? points) => points is null || points.Count <= 20;
}

/// <summary>Rules of a phone or an e-mail. An empty row of the form is no mistake.</summary>
internal sealed class PointRules : AbstractValidator<PointInput>
{
    public PointRules(PointKind kind, Texts texts, bool masked = false)
    {
        RuleFor(p => p.Label).MaximumLength(60);
        RuleFor(p => p.Value).MaximumLength(300);
        if (kind == PointKind.Phone) RuleFor(p => p.Value).Must(v => string.IsNullOrWhiteSpace(v) || (masked && Mask.Is(v)) || PhoneNumber.TryNormalise(v, out _)).WithMessage(_ => texts["customers.phone.invalid"]);
        if (kind == PointKind.Email) RuleFor(p => p.Value).Must(v => string.IsNullOrWhiteSpace(v) || EmailAddress.TryNormalise(v, out _)).WithMessage(_ => texts["customers.email.invalid"]);
    }
}

/// <summary>Rules of an address. An empty row of the form is no mistake.</summary>
internal sealed class AddressRules : AbstractValidator<AddressInput>
{
    public AddressRules(Texts texts)
    {
        RuleFor(a => a.Label).MaximumLength(60);
        RuleFor(a => a.Value).MaximumLength(PostalAddress.MaxLine);
        RuleFor(a => a.Country).Must(c => string.IsNullOrWhiteSpace(c) || Countries.Find(c) is not null).WithMessage(_ => texts["customers.address.country.unknown"]);
        RuleFor(a => a.Province).MaximumLength(PostalAddress.MaxPart);
        RuleFor(a => a.City).MaximumLength(PostalAddress.MaxPart);
        RuleFor(a => a.District).MaximumLength(PostalAddress.MaxPart);
        RuleFor(a => a.Street).MaximumLength(PostalAddress.MaxStreet);
        RuleFor(a => a.PostalCode).MaximumLength(PostalAddress.MaxCode);
        RuleFor(a => a.Street).Must((a, _) => a.IsBlank || a.ToParts() is not null || !string.IsNullOrWhiteSpace(a.Value)).WithMessage(_ => texts["customers.address.nowhere"]);
        RuleFor(a => a.Value).Must((a, line) => string.IsNullOrWhiteSpace(line) || (new AddressInput { Country = a.Country, PostalCode = a.PostalCode }.IsBlank && a.ToParts() is null) || a.ToParts()?.Says(line) == true)
            .WithMessage(_ => texts["customers.address.either"]);
    }
}
