using Crm.Customers.Domain;
using Crm.Customers.Features.Customers;
using Crm.Platform.Localization;
using FluentValidation;

namespace Crm.Customers.Features.Contacts;

/// <summary>What is typed about a contact, new or known.</summary>
internal abstract record ContactInput
{
    public string Name { get; init; } = "";
    public string? Title { get; init; }
    public DecisionRole? Role { get; init; }
    public string? Language { get; init; }
    public bool Key { get; init; }
    public List<PointInput> Phones { get; init; } = [];
    public List<PointInput> Emails { get; init; } = [];

    public ContactProfile ToProfile() => new(Name, CustomerInput.Blank(Title), Role, CustomerInput.Blank(Language), Key,
        [.. CustomerInput.ToPoints(PointKind.Phone, Phones), .. CustomerInput.ToPoints(PointKind.Email, Emails)]);

    public void DropBlanks()
    {
        foreach (var list in new[] { Phones, Emails }) list.RemoveAll(p => string.IsNullOrWhiteSpace(p.Value));
    }
}

internal sealed class ContactInputRules : AbstractValidator<ContactInput>
{
    /// <param name="masked">A masked telephone number may come back as it was shown: see <see cref="Privacy.Unmasking"/>.</param>
    public ContactInputRules(Texts texts, bool masked = false)
    {
        RuleFor(c => c.Name).NotEmpty().MaximumLength(200);
        RuleFor(c => c.Title).MaximumLength(100);
        RuleFor(c => c.Role).IsInEnum();
        RuleFor(c => c.Language).Must(l => string.IsNullOrEmpty(l) || Texts.Languages.Contains(l));
        RuleForEach(c => c.Phones).SetValidator(new PointRules(PointKind.Phone, texts, masked));
        RuleForEach(c => c.Emails).SetValidator(new PointRules(PointKind.Email, texts));
    }
}
