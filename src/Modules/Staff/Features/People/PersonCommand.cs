using Crm.Platform.UseCases;
using Crm.Platform.Web;
using Crm.Staff.Data;
using Crm.Staff.Domain;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.People;

/// <summary>What the forms for a new and for a known colleague have in common.</summary>
internal abstract record PersonFields
{
    public string Name { get; init; } = "";
    public string? EnglishName { get; init; }
    public string Email { get; init; } = "";
    public List<long> RoleIds { get; init; } = [];
    public List<long> TeamIds { get; init; } = [];
    /// <summary>The team whose rows the person's rows are; one of <see cref="TeamIds"/>, else the first of them.</summary>
    public long? MainTeamId { get; init; }
    public int Capacity { get; init; } = 10;
    /// <summary>Words with commas between, as typed.</summary>
    public string? Skills { get; init; }
    public string? Regions { get; init; }

    /// <summary>The main team first.</summary>
    public IReadOnlyList<long> TeamsInOrder() => MainTeamId is { } main ? [main, .. TeamIds.Where(t => t != main)] : TeamIds;
}

internal abstract class PersonValidator<T> : AbstractValidator<T> where T : PersonFields
{
    protected PersonValidator()
    {
        RuleFor(c => c.Name).NotEmpty().MaximumLength(100);
        RuleFor(c => c.EnglishName).MaximumLength(100);
        RuleFor(c => c.Email).NotEmpty().MaximumLength(200).EmailAddress();
        RuleFor(c => c.RoleIds).NotEmpty();
        RuleFor(c => c.Capacity).InclusiveBetween(0, 1000);
        RuleFor(c => c.Skills).MaximumLength(1000);
        RuleFor(c => c.Regions).MaximumLength(1000);
    }
}

internal static class PersonRules
{
    static readonly char[] Commas = [',', '，', '、', ';', '；', '\n'];

    public static string[] Words(this string? text) => (text ?? "").Split(Commas, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Checks what only the database knows, then changes the person.</summary>
    public static async Task Apply(this StaffDb db, StaffMember member, PersonFields fields, DateTimeOffset now, CancellationToken ct)
    {
        var key = StaffMember.Normalize(fields.Email);
        if (await db.Members.AnyAsync(m => m.NormalizedEmail == key && m.Id != member.Id, ct)) throw new RuleException("staff.email.taken", nameof(PersonFields.Email));
        var teams = fields.TeamsInOrder();
        if (await db.Roles.CountAsync(r => fields.RoleIds.Contains(r.Id), ct) != fields.RoleIds.Distinct().Count()) throw new RuleException("staff.unknown", nameof(PersonFields.RoleIds));
        if (await db.Teams.CountAsync(t => teams.Contains(t.Id), ct) != teams.Distinct().Count()) throw new RuleException("staff.unknown", nameof(PersonFields.TeamIds));
        member.Rename(fields.Name, fields.EnglishName, fields.Email);
        member.Work(fields.Skills.Words(), fields.Regions.Words(), fields.Capacity, now);
        member.Hold(fields.RoleIds);
        member.Join([.. teams.Distinct()], now);
    }

    /// <summary>Somebody must be left who can let people in. Asked after the save, inside its transaction.</summary>
    public static async Task EnsureSomebodyManages(this StaffDb db, CancellationToken ct, string? field = null)
    {
        var managing = db.Roles.Where(r => r.Grants.Any(g => g.Permission == "staff.manage")).Select(r => r.Id);
        if (!await db.Members.AnyAsync(m => m.DeactivatedAt == null && m.Roles.Any(r => managing.Contains(r.RoleId)), ct)) throw new RuleException("staff.last_manager", field);
    }
}

/// <summary>What the forms of a person offer.</summary>
internal sealed record PersonChoices(IReadOnlyList<Choice> Roles, IReadOnlyList<Choice> Teams);
