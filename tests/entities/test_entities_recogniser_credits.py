import pytest

from tasks.entities.recogniser_credits import credit_start


@pytest.mark.parametrize(
    ("caption", "credit"),
    [
        ("People celebrate in Libya - EPA", " - EPA"),
        ("A mural of the general — Jane Roe/Reuters", " — Jane Roe/Reuters"),
        ("The mayor speaks. (AP Photo/John Doe)", " (AP Photo/John Doe)"),
        ("Police at the gate. Photo: Ann van der Lee", " Photo: Ann van der Lee"),
        ("Queen at dinner. Jane Roe/Getty Images", " Jane Roe/Getty Images"),
        ("He flew. REUTERS/Jim Young", " REUTERS/Jim Young"),
        ("Members of the guard (GNA) at a checkpoint - AFP", " - AFP"),
        ("A reporter of AFP - he works there still", ""),
        ("Stars at the NAACP Image Awards", ""),
        ("He met Smith in Rome", ""),
        ("The chief of the UN - once a prime minister - in Geneva", ""),
        ("", ""),
    ],
)
def test_credit_is_what_names_the_maker_of_the_picture(caption: str, credit: str) -> None:
    assert caption[credit_start(caption) :] == credit
