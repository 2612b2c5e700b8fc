using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminPortal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class WarnedLast : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_toll_free_numbers_available_since_number",
                table: "toll_free_numbers");

            migrationBuilder.CreateIndex(
                name: "ix_toll_free_numbers_next",
                table: "toll_free_numbers",
                columns: new[] { "available_since", "number" },
                filter: "available_since IS NOT NULL AND warning IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_toll_free_numbers_next_warned",
                table: "toll_free_numbers",
                columns: new[] { "available_since", "number" },
                filter: "available_since IS NOT NULL AND warning IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_toll_free_numbers_next",
                table: "toll_free_numbers");

            migrationBuilder.DropIndex(
                name: "ix_toll_free_numbers_next_warned",
                table: "toll_free_numbers");

            migrationBuilder.CreateIndex(
                name: "ix_toll_free_numbers_available_since_number",
                table: "toll_free_numbers",
                columns: new[] { "available_since", "number" },
                filter: "available_since IS NOT NULL");
        }
    }
}
