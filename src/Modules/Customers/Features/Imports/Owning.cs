using System.Globalization;
using Crm.Contracts.Staff;
using Crm.Platform.Localization;
using Crm.Platform.Search;

namespace Crm.Customers.Features.Imports;

/// <summary>Whose the rows are: the person a row names, by name or e-mail, else the one chosen for all.</summary>
internal sealed class Owning
{
    readonly Dictionary<string, long> known = [];
    readonly IReadOnlyDictionary<long, StaffFacts> people;
    readonly long? chosen;

    Owning(IReadOnlyDictionary<long, StaffFacts> people, long? chosen) => (this.people, this.chosen) = (people, chosen);

    /// <summary>People go by a name in each language; a file made in the other one means the same.</summary>
    public static async Task<Owning> Read(IStaffDirectory staff, long? chosen, CancellationToken ct)
    {
        var owning = new Owning(await staff.Everyone(ct), chosen);
        var culture = CultureInfo.CurrentUICulture;
        try
        {
            foreach (var language in Texts.Languages)
            {
                CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
                foreach (var person in (await staff.Everyone(ct)).Values.Where(p => p.Active).OrderBy(p => p.Id))
                {
                    owning.known.TryAdd(SearchText.Fold(person.Name), person.Id);
                    if (person.Email is { } email) owning.known.TryAdd(email.ToLowerInvariant(), person.Id);
                }
            }
        }
        finally { CultureInfo.CurrentUICulture = culture; }
        return owning;
    }

    public (long? OwnerId, long? TeamId) Of(string? wanted)
    {
        var owner = wanted is null ? chosen : Find(wanted) ?? throw new WrongCellException("owner", wanted);
        return (owner, owner is { } id && people.TryGetValue(id, out var person) && person.TeamIds.Count > 0 ? person.TeamIds[0] : null);
    }

    long? Find(string wanted) => known.TryGetValue(SearchText.Fold(wanted), out var id) || known.TryGetValue(wanted.Trim().ToLowerInvariant(), out id) ? id : null;
}
