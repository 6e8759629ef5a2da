using System.Globalization;
using System.Text;
using Microsoft.Playwright;

namespace Telemed.Browser.Tests;

/// <summary>A table of numbers is asked about before it is sent, and is an ECG like any other afterwards.</summary>
public sealed class CsvDialogTests(BrowserFixture fixture) : IClassFixture<BrowserFixture>
{
    [BrowserTheory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task A_table_whose_heading_tells_little_is_described_by_keyboard_and_seen_as_a_trace(int widthPx)
    {
        await using var clinician = await Person.SignIn(fixture, "zhang.guilan", widthPx);
        var page = clinician.Page;
        var patient = await clinician.Post("/api/patients", new
        {
            name = $"表格{widthPx}", sex = "male", birthDate = "1961-02-03", language = "zh",
            identityNumber = $"csv-{widthPx}", confirmed = true,
        });
        var id = (await clinician.Post("/api/consultations", new
        {
            patientId = patient.GetProperty("id").GetString(), serviceCode = "ecg", colour = "green",
            questions = new[] { "Rhythm?" }, complaint = "palpitations",
        })).GetProperty("id").GetString();
        await clinician.Go($"/new?id={id}");
        await page.Locator("input[type=file]").First.SetInputFilesAsync(
            new FilePayload { Name = "export.txt", MimeType = "text/plain", Buffer = Table() });

        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByText("export.txt").WaitForAsync();
        await page.Keyboard.PressAsync("Enter");
        await dialog.GetByText("Choose a lead for at least one column.").WaitForAsync();
        await dialog.GetByLabel("Column 2").SelectOptionAsync("II");
        await Assertions.Expect(dialog.GetByLabel("Unit of the numbers")).ToHaveValueAsync("mV");
        await dialog.GetByLabel("Sampling rate").FillAsync("250");
        await dialog.GetByText("10 s of recording").WaitForAsync();
        await clinician.Look($"csv-dialogue-{widthPx}");
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        await page.Keyboard.PressAsync("Enter");
        await clinician.See("Received");

        await clinician.Go($"/case/{id}/viewer");
        await page.Locator(".ecg-scroll").First.WaitForAsync();
        await page.WaitForFunctionAsync("document.querySelector('.ecg-scroll canvas')?.width > 0");
        await clinician.Look($"csv-trace-{widthPx}");
        clinician.NoFaults();
    }

    /// <summary>Ten seconds at 250 Hz in millivolts with a decimal comma: a number of the sample, one lead.</summary>
    private static byte[] Table()
    {
        var text = new StringBuilder("\uFEFFNr;Kanal\r\n");
        var comma = new NumberFormatInfo { NumberDecimalSeparator = "," };
        for (var at = 0; at < 2500; at++)
        {
            var ms = (at % 250 - 100) * 4.0;
            double Bump(double centreMs, double widthMs, double heightMv) =>
                heightMv * Math.Exp(-Math.Pow((ms - centreMs) / widthMs, 2));
            text.Append(comma, $"{at};{Bump(-160, 35, 0.15) + Bump(0, 14, 1.1) + Bump(280, 60, 0.3):0.0000}\r\n");
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
