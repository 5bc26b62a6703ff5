using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Search;
using Microsoft.EntityFrameworkCore;
using NpgsqlTypes;

namespace Crm.Customers.Features.Customers;

/// <summary>Search over the word column.</summary>
internal static class CustomerSearch
{
    /// <summary>Customers whose words match; all of them when the text holds no word.</summary>
    public static IQueryable<Customer> Matching(this IQueryable<Customer> customers, string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return customers;
        if (Words(text) is not { } query) return customers.Where(c => false);
        return customers.Where(c => EF.Property<NpgsqlTsVector>(c, CustomerMap.Search).Matches(EF.Functions.ToTsQuery("simple", query)));
    }

    /// <summary>A phone number is one word however it is spaced; a number may come without its zeros.</summary>
    internal static string? Words(string text)
    {
        if (PhoneNumber.TryNormalise(text, out var phone)) return SearchText.Query(phone);
        if (Crm.Platform.Data.HumanNumber.TryParse(Customer.Prefix, text, out var number) && number < 1_000_000)
        {
            var digits = SearchText.Query(text.Trim());
            var full = SearchText.Query(Crm.Platform.Data.HumanNumber.Format(Customer.Prefix, number));
            return $"({full}) | ({digits})";
        }
        return SearchText.Query(text);
    }
}
