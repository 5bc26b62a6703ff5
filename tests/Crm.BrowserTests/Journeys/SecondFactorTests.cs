using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Crm.BrowserTests.Journeys;

/// <summary>Signing in with a phone as well, and without it; and what another browser may no longer do.</summary>
[Collection(BrowserCollection.Name)]
public sealed class SecondFactorTests(BrowserApp app)
{
    const string Person = "zheng.kai";

    [Fact]
    public async Task It_is_set_up_with_an_app_asked_for_at_sign_in_replaced_by_a_recovery_code_once_and_another_session_is_ended()
    {
        await using var window = await app.Open();
        await window.SignIn(Person);
        await window.Go("/profile/security");
        await window.Button("Set up the second factor").ClickAsync();
        var key = FromBase32(await window.Main.Locator("code").InnerTextAsync());
        await window.Field("Code").FillAsync("12345");
        await window.Button("Turn on").ClickAsync();
        await Expect(window.Field("Code")).ToHaveAccessibleDescriptionAsync("This code is wrong or has been used.");
        await window.Field("Code").FillAsync(CodeAt(key, DateTimeOffset.UtcNow));
        await window.Button("Turn on").ClickAsync();
        await Expect(window.Main.GetByRole(AriaRole.Listitem).Filter(new() { HasTextRegex = new("^[0-9a-z]{5}-[0-9a-z]{5}$") })).ToHaveCountAsync(10);
        var recovery = await window.Main.Locator("li.col-6").First.InnerTextAsync();
        await window.Link("I have kept them").ClickAsync();
        await Expect(window.Main).ToContainTextAsync("Recovery codes left: 10");

        // Elsewhere the password alone opens nothing; the code of the next half minute does, for apps may be a little fast.
        await using var other = await app.Open();
        await AskedForCode(other);
        await other.Field("Code").FillAsync("000000");
        await other.Press("Enter");
        await Expect(other.Main).ToContainTextAsync("This code is wrong or has been used.");
        await other.Go("/customers");
        await Expect(other.Field("Password")).ToBeVisibleAsync();
        await AskedForCode(other);
        await other.Field("Code").FillAsync(CodeAt(key, DateTimeOffset.UtcNow.AddSeconds(30)));
        await other.Press("Enter");
        await Expect(other.Menu("Customers")).ToBeVisibleAsync();

        // The phone is gone: a recovery code lets one in, once.
        await window.SignOut();
        await AskedForCode(window);
        await window.Field("Code").FillAsync(recovery);
        await window.Press("Enter");
        await Expect(window.Menu("Customers")).ToBeVisibleAsync();
        await window.Go("/profile/security");
        await Expect(window.Main).ToContainTextAsync("Recovery codes left: 9");
        await using var third = await app.Open();
        await AskedForCode(third);
        await third.Field("Code").FillAsync(recovery);
        await third.Press("Enter");
        await Expect(third.Main).ToContainTextAsync("This code is wrong or has been used.");

        // The other browser's session ends from here.
        await window.Link("Sessions").ClickAsync();
        var rows = window.Main.GetByRole(AriaRole.Row).Filter(new() { Has = window.Button("End") });
        await Expect(rows).ToHaveCountAsync(1);
        await window.Button("End").ClickAsync();
        await Expect(window.Toast).ToHaveTextAsync("Ended.");
        await Expect(rows).ToHaveCountAsync(0);
        await other.Go("/customers");
        await Expect(other.Field("Password")).ToBeVisibleAsync();
        await window.Go("/customers");
        await Expect(window.Heading).ToHaveTextAsync("Customers");
        window.AssertNothingBroke();
        other.AssertNothingBroke();
    }

    static async Task AskedForCode(Window window)
    {
        await window.Go("/sign-in");
        await window.EnterPassword(Person);
        await Expect(window.Heading).ToHaveTextAsync("One more step");
        await Expect(window.Field("Code")).ToBeFocusedAsync();
    }

    /// <summary>RFC 6238, as an app on a phone computes it.</summary>
    static string CodeAt(byte[] key, DateTimeOffset at)
    {
        var step = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(step, at.ToUnixTimeSeconds() / 30);
#pragma warning disable CA5350 // the RFC's own
        var hash = HMACSHA1.HashData(key, step);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(hash[19] & 15)) & 0x7FFFFFFF;
        return $"{number % 1_000_000:D6}";
    }

    static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Where(char.IsLetterOrDigit).Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(char.ToUpperInvariant(c), StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }
}
